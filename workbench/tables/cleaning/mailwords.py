"""What mail programs write, in the languages in which people get it."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(" ".join(one.split()).casefold() for one in text.split("|")) - {""}


_REPLY = (
    r"(?:(?i:re|fwd?|aw|wg|antw|antwort|doorst|odp|ynt|res|rép|réf|fw\s?-)|SV|Sv|VS|Vs|VB|Vb|"
    r"TR|Tr|RV|Rv|ENC|Enc|PD|Pd|Vl|VL|RIF|Rif|İLT|ΑΠ|ΠΡΘ|Отв|Ответ|Пересл|"
    r"回复|回覆|答复|转发|轉寄|返信|転送|답장|전달)"
    r"(?:\s?[\[(]\d{1,3}[\])]|\^\d{1,3})?[ \t\u00a0]?[:\uff1a]"
)
_MARK = (
    r"[\[({*#]{1,3}\s?(?i:external|extern|externe?r?|externo|esterno|ext|outside|spam|"
    r"suspected spam|possible spam|bulk|encrypted|verschlüsselt)"
    r"(?:[ -](?i:e-?mail|mail|sender|message|source|absender|nachricht)){0,2}\s?[\])}*#]{1,3}:?"
    r"|(?:EXTERNAL|EXTERN|External [Ee]-?mail)[ \t]?:"
)
_MACHINE = (
    r"(?i:undeliverable|undelivered mail|undelivered|undelivered mail returned to sender|"
    r"mail delivery failed|delivery status notification \((?:failure|delay)\)|delivery failure|"
    r"returned mail|failure notice|automatic reply|auto[- ]?reply|autoreply|autoresponse|"
    r"auto[- ]response|out of office|out of the office|out of office autoreply|"
    r"unzustellbar|nicht zustellbar|automatische antwort|abwesenheitsnotiz|"
    r"abwesenheitsmeldung|non remis|non distribuable|réponse automatique|absence du bureau|"
    r"no se puede entregar|no entregado|respuesta automática|fuera de la oficina|"
    r"não é possível entregar|não entregue|resposta automática|recapito non riuscito|"
    r"risposta automatica|fuori sede|onbestelbaar|automatisch antwoord|afwezig|"
    r"automatiskt svar|autosvar|automatisk svar|olevererbart|automaattinen vastaus|"
    r"automatyczna odpowiedź|niedostarczalne|автоматический ответ|自動応答|自动回复|자동 회신)"
    r"[ \t\u00a0]?[:\uff1a]"
)
PREFIX = re.compile(rf"\s*+(?:(?:{_MACHINE}|{_MARK}|{_REPLY})\s*+)+")
"""What stands in front of a subject, as often as it stands there."""

MACHINE = re.compile(rf"\s*+(?:(?:{_MARK}|{_REPLY})\s*+)*+{_MACHINE}")
"""The beginning of a mail that a program wrote: a bounce, or an answer from an absent person."""

HEADERS = {
    form: kind
    for kind, forms in {
        "from": "from|von|de|da|van|från|fra|od|от|expéditeur|remitente|mittente|lähettäjä|"
        "发件人|寄件者|差出人|보낸 사람|kimden|absender",
        "to": "to|an|à|a|para|aan|till|til|do|кому|destinataire|empfänger|vastaanottaja|收件人|"
        "收件者|宛先|받는 사람|kime|cc|bcc|kopie|copie|copia|kopia|copy|抄送|reply-to|reply to|"
        "antwort an|importance|priority|wichtigkeit|priorität|attachments|anlagen|attachment",
        "date": "sent|date|gesendet|datum|envoyé|envoyé le|enviado|enviado el|enviada em|fecha|"
        "data|inviato|verzonden|skickat|sendt|dato|wysłano|дата|отправлено|lähetetty|发送时间|"
        "日期|送信日時|보낸 날짜|gönderildi|tarih|date sent|sent on|created",
        "subject": "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|тема|"
        "aihe|主题|主旨|件名|제목|konu|betr",
    }.items()
    for form in _words(forms)
}
"""Names of headers, and what each says."""

ATTRIBUTION_START = re.compile(
    r"(?:On|Am|Le|El|Il|Op|Den|Em|Dnia|W dniu|Il giorno|Em qua|Em seg|Em ter|Em qui|Em sex|"
    r"Fra|På|Pe|Dne|Ons|Tor|Fre|Man|Tir|Lør|Søn|Mån|Tis|Lör|Sön|В|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|"
    r"\d{4}\s?年|[^\W\d_][\w .,'\"<>@-]{1,80}<[\w.+-]{1,64}@)(?=\W|\d|\w*@)"
)
"""The beginning of "On Monday, 3 May 2021, Ann wrote:"."""

ATTRIBUTION_VERB = re.compile(
    r"(?i:\b(?:wrote|writes|schrieb|a écrit|escribió|ha scritto|schreef|skrev|escreveu|napisał|"
    r"napsal|kirjoitti|пишет|написал|yazdı|het volgende geschreven|geschreven)|写道|のメッセージ)"
)
"""What says that somebody wrote what follows."""

ORIGINAL = _words(
    "original message|original appointment|ursprüngliche nachricht|originalnachricht|"
    "message d'origine|message d\u2019origine|message original|message transféré|mensaje original|"
    "messaggio originale|mensagem original|oorspronkelijk bericht|ursprungligt meddelande|"
    "opprinnelig melding|oprindelig meddelelse|wiadomość oryginalna|исходное сообщение|"
    "alkuperäinen viesti|原始邮件|原始郵件|元のメッセージ|reply above this line|"
    "please type your reply above this line|please reply above this line|"
    "antworten sie oberhalb dieser zeile"
)
"""What stands between an answer and the mail that it answers."""

SENT_FROM = re.compile(
    r"(?i:sent (?:from|via|using) (?:my|a|an|the|mail|outlook|yahoo|gmail|proton|blackberry|"
    r"samsung|iphone|ipad|android|workspace)|sent with (?:proton|airmail|spark)|"
    r"get outlook for|von meinem .{1,30} gesendet|gesendet (?:von|mit|über) |"
    r"diese nachricht wurde von meinem|envoyé (?:de|depuis|à partir de) mon|envoyé depuis|"
    r"télécharger outlook|enviado (?:desde|do meu|de meu|de mi)|obtener outlook|"
    r"inviato (?:da|dal) |verzonden (?:vanaf|met|vanuit) |skickat från |sendt fra |"
    r"lähetetty .{1,30}(?:sta|stä)$|wysłane z |отправлено с )"
)
"""What a telephone writes below a mail."""

SMALL_PRINT = re.compile(
    r"(?:this (?:e-?mail|message|communication|transmission)|the (?:information|contents?) |"
    r"confidentiality notice|confidential(?:ity)? ?:|disclaimer|notice ?:|privileged|"
    r"diese (?:e-?mail|nachricht)|vertraulichkeit|ce (?:message|courriel|mail)|"
    r"este (?:mensaje|correo|e-?mail|mensagem)|esta mensagem|questo messaggio|"
    r"(?:dit|deze) (?:bericht|e-?mail)|if you (?:have received|are not the intended)|"
    r"wenn sie nicht der richtige)"
)
"""The beginning of a line of legal small print."""

SECRET = (
    "confidential",
    "intended recipient",
    "intended solely",
    "addressee",
    "in error",
    "privileged",
    "vertraulich",
    "irrtümlich",
    "confidentiel",
    "destinataire",
    "confidencial",
    "destinatari",
    "riservat",
    "vertrouwelijk",
    "bestemd",
)
"""What such a line also says."""

CLOSINGS = _words(
    "regards|best regards|kind regards|warm regards|warmest regards|many regards|kindest regards|"
    "with kind regards|with best regards|best wishes|with best wishes|all the best|sincerely|"
    "yours sincerely|sincerely yours|yours faithfully|faithfully|yours truly|respectfully|"
    "yours|cordially|rgds|kr|br|thanks and regards|thanks & regards|thank you and regards|"
    "thanks and best regards|thanks & best regards|many thanks and kind regards|"
    "mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|freundliche grüße|"
    "freundliche grüsse|mit besten grüßen|beste grüße|beste grüsse|viele grüße|viele grüsse|"
    "liebe grüße|schöne grüße|herzliche grüße|grüße|gruß|gruss|mfg|lg|vg|hochachtungsvoll|"
    "cordialement|bien cordialement|très cordialement|bien à vous|sincères salutations|"
    "salutations|meilleures salutations|cdt|bonne journée|saludos|un saludo|saludos cordiales|"
    "un cordial saludo|atentamente|reciba un cordial saludo|cordiali saluti|distinti saluti|"
    "saluti|un saluto|atenciosamente|atentamente|cumprimentos|com os melhores cumprimentos|"
    "abraços|met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|groet|groeten|"
    "mvg|med vänliga hälsningar|vänliga hälsningar|hälsningar|mvh|med venlig hilsen|"
    "venlig hilsen|vennlig hilsen|med vennlig hilsen|hilsen|ystävällisin terveisin|terveisin|"
    "pozdrawiam|z poważaniem|с уважением|saygılarımla|iyi çalışmalar"
)
"""Lines that close a letter."""

THANKS = _words(
    "thanks|thank you|many thanks|thanks a lot|thank you very much|thanks in advance|"
    "thank you in advance|thanks again|thx|ty|cheers|best|danke|vielen dank|danke im voraus|"
    "vielen dank im voraus|besten dank|merci|merci d'avance|merci beaucoup|gracias|"
    "muchas gracias|grazie|obrigado|obrigada|bedankt|alvast bedankt|tack|tack på förhand|tak|"
    "takk|kiitos|dziękuję|спасибо|teşekkürler"
)
"""Lines that close a letter only if names stand below."""
