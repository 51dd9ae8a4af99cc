"""Text with separators: rows keep their columns, and what was found out is told."""

import pytest

from workbench.errors import ColumnError, FileError
from workbench.tables import COMMAND_LINE, read_table


@pytest.fixture
def read(tmp_path):
    def of(content, name="t.csv", **settings):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path, say=COMMAND_LINE, **settings)

    return of


def cells(table):
    frame = table.frame
    return frame.astype(object).where(frame.notna(), None).to_numpy().tolist()


def test_a_separator_behind_each_row_shifts_nothing(read):
    table = read("id,body,agent\n101,Cannot log in,Ann,\n102,Wrong invoice,Bob,\n")
    assert cells(table) == [["101", "Cannot log in", "Ann"], ["102", "Wrong invoice", "Bob"]]
    assert "more separators than the header" in table.notes[0]


def test_a_column_without_name_and_content_is_left_out(read):
    table = read("id,body,,agent,\n1,a b,,Ann,\n2,c d,,Bob,\n")
    assert list(table.frame.columns) == ["id", "body", "agent"]
    assert "2 columns without name and content left out" in table.notes[0]


def test_short_rows_are_filled_and_told(read):
    table = read("id,body,agent\n1,a b,Ann\n2,c d\n3,e f,Cy\n4\n")
    assert cells(table)[1] == ["2", "c d", None]
    assert "rows 3 and 5 have fewer cells" in table.notes[0]


def test_surplus_cells_are_refused_skipped_or_joined(read):
    content = "id,body\n1,hello, world\n2,foo\n3,bar, and baz\n"
    with pytest.raises(FileError, match="rows 2 and 4 hold more cells.*--bad-rows join"):
        read(content)
    assert cells(read(content, bad_rows="skip")) == [["2", "foo"]]
    joined = read(content, bad_rows="join")
    assert cells(joined)[0] == ["1", "hello, world"]
    assert "rows 2 and 4" in joined.notes[0]


def test_row_names_of_r_are_a_column(read):
    table = read(
        '"body" "agent"\n"1" "hello there" "Ann"\n"2" "foo bar" "Bob"\n', separator="space"
    )
    assert list(table.frame.columns) == ["row_name", "body", "agent"]
    assert cells(table)[1] == ["2", "foo bar", "Bob"]


def test_a_separator_at_the_end_of_each_row_shifts_no_column(read):
    table = read(
        "id,text,team\n1,my parcel,Shipping,\n2,my parcel!,Shipping,\n3,log in,Accounts,\n"
    )
    assert list(table.frame.columns) == ["id", "text", "team"]
    assert cells(table)[2] == ["3", "log in", "Accounts"]
    assert "rows end in more separators than the header" in " ".join(table.notes)


def test_a_separator_in_each_text_shifts_no_column(read):
    for name in ("id", "ticket_id", "No.", "#"):
        with pytest.raises(FileError, match="rows 2 and 3 hold more cells than the header"):
            read(f"{name},text\n1,late, and broken\n2,no card, no pin\n")
    table = read("text,team\n1,my parcel,Shipping\n2,log in,Accounts\n")
    assert list(table.frame.columns) == ["row_name", "text", "team"]
    table = read("id,text\n1,901,my parcel\n2,902,log in\n")
    assert table.frame["id"].tolist() == ["901", "902"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "stray",
    [
        ['1,"half a quote', "2,second", "3,third"],
        ["1,first", '2,"half', '3,5" pipe', "4,fourth"],
        ["1,first", '2,"wide tv', "3,third", "4,fourth", '5,tv 30"', "6,sixth", "7,seventh"],
        ['1,"He said "hi" to me', "2,second"],
    ],
)
def test_a_stray_quote_swallows_no_lines(read, separator, stray):
    lines = [line.replace(",", separator) for line in ["id,body", *stray]]
    table = read("\n".join(lines) + "\n")
    expected = [line.split(separator)[1] for line in lines[1:]]
    assert table.frame["body"].tolist() == expected
    assert "is unpaired" in " ".join(table.notes)


def test_prose_over_several_lines_is_one_cell(read):
    table = read('id,name,body\n1,Ann,"Hi\nI bought shoes, socks, hats"\n2,Bob,"x"\n3,Cy,y\n')
    assert table.frame["body"].tolist() == ["Hi\nI bought shoes, socks, hats", "x", "y"]


def test_quotes_inside_a_quoted_cell(read):
    table = read('id,body\n1,"He said "hi" to me"\n2,"x, y"\n')
    assert table.frame["body"].tolist() == ['He said "hi" to me', "x, y"]
    table = read('id,body\n1,"He said \\"hi\\", to me"\n2,"x, y"\n')
    assert table.frame["body"].tolist() == ['He said "hi", to me', "x, y"]


def test_apostrophes_may_be_quotes(read):
    content = "Sport;Wir gewinnen\nWeb;'Neu; und gut'\nSport;'So, so'\nWeb;it's so\n"
    table = read(content)
    assert table.frame["column_2"].tolist() == ["Wir gewinnen", "Neu; und gut", "So, so", "it's so"]
    assert "apostrophes" in " ".join(table.notes)
    plain = read("id,body\n1,'tis the season\n2,the '90s, they say'\n", bad_rows="join")
    assert plain.frame["body"].tolist() == ["'tis the season", "the '90s, they say'"]


def test_texts_with_commas_in_one_column(read):
    table = read("body\nhello, world\nfoo, bar\nbaz, qux and more\n")
    assert table.frame["body"].tolist() == ["hello, world", "foo, bar", "baz, qux and more"]
    assert table.notes == ()


def test_lone_carriage_returns(read):
    assert read("id,body\n1,hel\rlo\n2,b c\n").frame["body"].tolist() == ["hel\rlo", "b c"]
    old_mac = read('id,body\r1,hello there\r2,"a\nb"\r')
    assert old_mac.frame["body"].tolist() == ["hello there", "a\nb"]


@pytest.mark.parametrize(
    ("texts", "encoding"),
    [
        (["текст", "Не могу войти в аккаунт, помогите", "Где моя посылка?"], "cp1251"),
        (["질문", "비밀번호를 잊어버렸어요", "주문한 상품이 오지 않았습니다"], "cp949"),
        (["質問", "パスワードを忘れました", "商品がまだ届いていません"], "cp932"),
        (["質問", "パスワードを忘れました", "商品がまだ届いていません"], "euc_jp"),
        (["text", "我忘记了密码，请帮助我", "我的包裹在哪里"], "gb18030"),
        (["text", "我忘記了密碼,請幫助我", "我的包裹在哪裡"], "big5"),
        (["κείμενο", "Ξέχασα τον κωδικό μου", "Πού είναι το δέμα μου"], "cp1253"),
        (["text", "نسيت كلمة المرور الخاصة بي", "أين طردي"], "cp1256"),
        (["text", "ฉันลืมรหัสผ่าน", "พัสดุของฉันอยู่ที่ไหน"], "cp874"),
        (["treść", "Zgubiłem paczkę i proszę o zwrot pieniędzy", "Żądam odpowiedzi"], "cp1250"),
    ],
)
def test_other_alphabets_are_guessed_and_told(read, texts, encoding):
    table = read("".join(f"{k or 'id'};{text}\n" for k, text in enumerate(texts)).encode(encoding))
    assert table.frame.iloc[:, 1].tolist() == texts[1:]
    assert f"look like {encoding}" in table.notes[0]
    assert "--encoding NAME" in table.notes[0]


def test_a_few_bytes_of_another_encoding(read):
    table = read("id,body\n1,früh\n2,größe äöü ßßß äääüü\n".encode() + b"3,na\xefve\n")
    assert table.frame["body"].tolist()[2] == "naïve"
    assert "it is UTF-8 except for 1 byte" in table.notes[0]


def test_a_named_encoding_is_kept_to(read):
    with pytest.raises(FileError, match="is not utf-8 text.*--encoding cp1252"):
        read(b"body\nna\xefve\n", encoding="utf-8")
    with pytest.raises(FileError, match="no such encoding"):
        read("body\na\n", encoding="cp9999")
    assert read(b"body\nna\xefve one\n", encoding="cp1252").notes == ()


@pytest.mark.parametrize("text", [None, "body"])
def test_title_lines_are_left_out(read, text):
    table = read("Export of tickets\nCreated,2024\n\nid,body,agent,day\n1,a b,Ann,x\n", text=text)
    assert cells(table) == [["1", "a b", "Ann", "x"]]
    assert table.row_numbers.tolist() == [5]
    padded = read("Export of tickets,,\n,,\nid,body,agent\n1,a b,Ann\n2,c d,Bob\n", text=text)
    assert list(padded.frame.columns) == ["id", "body", "agent"]
    assert padded.row_numbers.tolist() == [4, 5]


def test_no_header(read):
    table = read("I cannot log in\nMy invoice is wrong, again\n")
    assert cells(table) == [["I cannot log in"], ["My invoice is wrong, again"]]
    assert table.row_numbers.tolist() == [1, 2]
    assert "no header" in table.notes[0]
    assert cells(read("1,the match was lost\n2,a new site\n"))[0] == ["1", "the match was lost"]
    named = read("I cannot log in\nMy invoice is wrong\n", text="I cannot log in")
    assert cells(named) == [["My invoice is wrong"]]
    assert "--header none --text column_1" in named.notes[0]


def test_the_header_is_what_you_say(read):
    content = "a,b\nc,d\ne,f\n"
    assert list(read(content, header="none").frame.columns) == ["column_1", "column_2"]
    assert list(read(content, header=2).frame.columns) == ["a: c", "b: d"]
    assert list(read(content, skip_rows=1).frame.columns) == ["c", "d"]
    with pytest.raises(FileError, match="--header x: say how many rows"):
        read(content, header="x")


def test_headers_of_surveys(read):
    monkey = read(
        "Respondent ID,What did you like?,Which one?,,\n,Open-Ended Response,Red,18-29,Blue\n"
        "1,food,x,,\n2,staff,,,y\n"
    )
    assert list(monkey.frame.columns) == [
        "Respondent ID",
        "What did you like?",
        "Which one?: Red",
        "Which one?: 18-29",
        "Which one?: Blue",
    ]
    assert monkey.row_numbers.tolist() == [3, 4]
    assert "the header takes two rows, 1 and 2" in monkey.notes[0]
    assert "--header 1" in monkey.notes[0]
    qualtrics = read(
        'StartDate,Q1\nStart Date,What do you like?\n"{""ImportId"":""startDate""}",'
        '"{""ImportId"":""QID1_TEXT""}"\n2024-01-01,The food\n'
    )
    assert cells(qualtrics) == [["2024-01-01", "The food"]]
    assert qualtrics.row_numbers.tolist() == [4]


def test_names_that_repeat_are_kept_and_told(read):
    table = read("Key,Labels,Labels,Labels.1,Comment,Comment\nA1,web,urgent,x,one,two\n")
    assert list(table.frame.columns) == [
        "Key",
        "Labels",
        "Labels.2",
        "Labels.1",
        "Comment",
        "Comment.1",
    ]
    assert table.header == ("Key", "Labels", "Labels", "Labels.1", "Comment", "Comment")
    assert "2 columns are called Labels" in table.notes[0]
    assert table.columns_named("Comment") == ["Comment", "Comment.1"]
    assert table.columns_named("Key") == ["Key"]


def test_a_setting_that_means_nothing_is_refused(read):
    with pytest.raises(FileError, match="--sheet says something about"):
        read("body\na b\n", sheet="One")
    with pytest.raises(FileError, match="--separator comm.*one of"):
        read("body\na b\n", separator="comm")


def test_text_under_the_name_of_a_workbook(read):
    table = read("id\tbody\n001\thello\n", name="t.xls")
    assert cells(table) == [["001", "hello"]]
    assert "its name ends in .xls, but it is text" in table.notes[0]
    page = "<html><table><tr><th>id</th><th>body</th></tr><tr><td>001<td>a &amp; b</table></html>"
    assert cells(read(page, name="t.xls")) == [["001", "a & b"]]


@pytest.mark.parametrize(
    "content",
    ['[{"id": 1, "body": "a b"}]', '{"id": 1, "body": "a b"}\n', ' [ {"id":1,"body":"a b"}]'],
)
@pytest.mark.parametrize("name", ["t.csv", "t.txt"])
def test_json_under_the_name_of_text(read, content, name):
    table = read(content, name=name)
    assert cells(table) == [[1, "a b"]]
    assert "but it is JSON" in table.notes[0]


def test_a_log_in_page_that_was_saved_as_a_table(read):
    with pytest.raises(FileError, match="perhaps a log-in page"):
        read("<!DOCTYPE html>\n<html><body>Please log in</body></html>")
    assert cells(read('id,body\n1,"<!doctype html><p>a</p>"\n')) == [
        ["1", "<!doctype html><p>a</p>"]
    ]


def test_a_wrong_name_of_a_column_names_the_header(read):
    with pytest.raises(ColumnError, match=r"no column 'bdy' in t.csv.*Did you mean 'body'"):
        read("id,body\n1,a b\n", text="bdy")
    with pytest.raises(ColumnError, match=r"If cells are separated by \^: "):
        read("id^body^who\n1^a b^c\n2^d e^f\n", text="body")


@pytest.mark.parametrize(
    ("content", "columns", "first"),
    [
        ("id;price\n1;1,5\n2;2,5\n", ["id", "price"], ["1", "1,5"]),
        ("tags\nred,blue\ngreen,yellow\nred,green\n", ["tags"], ["red,blue"]),
        ("I cannot log in, help\nMy parcel, is late\nfoo bar\n", ["column_1"], None),
        ("# comment\n# more\nid,body\n1,a b\n", ["id", "body"], ["1", "a b"]),
        ("Tickets\nid,body\n1,x y\n2,z\n", ["id", "body"], ["1", "x y"]),
        ("name,2020,2021\na,1,2\nb,3,4\n", ["name", "2020", "2021"], ["a", "1", "2"]),
        ("What was best?\nThe food\nThe staff was kind\n", ["What was best?"], ["The food"]),
        ('id,body\n1,"half\n', ["id", "body"], ["1", '"half']),
        ('id, body\n1, "a, b"\n2, c\n', ["id", "body"], ["1", "a, b"]),
        (",id,body\n0,a,b c\n", ["column_1", "id", "body"], ["0", "a", "b c"]),
    ],
)
def test_what_is_easily_mistaken(read, content, columns, first):
    table = read(content)
    assert list(table.frame.columns) == columns
    assert cells(table)[0] == (first or ["I cannot log in, help"])


def test_a_header_that_comes_again_is_told(read):
    table = read("id,body\n1,x y\nid,body\n2,z\n")
    assert len(table) == 3
    assert "row 3 repeats the header; nothing was left out" in table.notes[0]


@pytest.mark.parametrize("content", ["   \n", "\n\n", ",,,\n,,,\n"])
def test_a_file_without_any_cell_is_empty(read, content):
    with pytest.raises(FileError, match="t.csv is empty"):
        read(content)


def test_more_rows_skipped_than_there_are(read):
    with pytest.raises(FileError, match="--skip-rows 9 leaves no row of t.csv: its last row is 2"):
        read("id,body\n1,a b\n", skip_rows=9)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('id,body\n1,"a\rb\rc\rd"\n2,"e\rf\rg"\n', [["1", "a\rb\rc\rd"], ["2", "e\rf\rg"]]),
        ("id,body\n1,a\rb\rc\rd\n2,e\rf\rg\n", [["1", "a\rb\rc\rd"], ["2", "e\rf\rg"]]),
        ('id,body\n1,5" a\rb\n2,6" c\r\r\rd\n', [["1", '5" a\rb'], ["2", '6" c\r\r\rd']]),
        ('id,body\r1,"a\nb\nc"\r2,d\r', [["1", "a\nb\nc"], ["2", "d"]]),
        ('id,body\r1,"a\nb\nc"', [["1", "a\nb\nc"]]),
        ("id,body\r1,a\r\n2,b\n3,c\r4,d\r", [["1", "a"], ["2", "b"], ["3", "c"], ["4", "d"]]),
    ],
)
def test_only_line_ends_outside_of_cells_end_lines(read, content, expected):
    assert cells(read(content)) == expected


def test_a_lone_return_behind_a_stray_quote_stays_one(read):
    assert cells(read('id,body\n1,"open\n2,a\rb\n3,c d\n'))[1] == ["2", "a\rb"]


@pytest.mark.parametrize("line", ['"sep=,"\n', '"sep=;"\n'])
def test_a_quoted_cell_is_not_the_line_that_names_the_separator(read, line):
    table = read(line + '"hello"\n"world there"\n')
    assert list(table.frame.columns) == [line.strip('\n"')]
    assert cells(table) == [["hello"], ["world there"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-32"])
def test_files_put_one_below_the_other_keep_no_byte_order_mark(read, encoding):
    parts = "\ufeffid,body\n1,a b\n", '\ufeff"2","c, d"\n'
    table = read("".join(parts).encode(encoding))
    assert list(table.frame.columns) == ["id", "body"]
    assert cells(table) == [["1", "a b"], ["2", "c, d"]]
    assert any("row 3 begins with a byte order mark" in note for note in table.notes)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_need_no_mark(read, encoding):
    table = read("id,body\n1,café here\n22,c d\n".encode(encoding))
    assert cells(table) == [["1", "café here"], ["22", "c d"]]
