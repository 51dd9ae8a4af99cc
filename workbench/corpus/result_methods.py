"""What is found in a corpus: duplicates, topics, categories, labels, rows, a map."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.corpus.base import EmbeddedTable
from workbench.corpus.checks import check_own, labels_by_text
from workbench.corpus.duplicate_search import duplicates_of
from workbench.corpus.kept_results import LAST, kept_categories, kept_classifier
from workbench.corpus.queries import Mode
from workbench.corpus.sampled_topics import check_sample, texts_of_sample
from workbench.duplicates.checks import check_guards
from workbench.errors import InputError, check_choice, check_share, check_threshold
from workbench.ledger import RowTags
from workbench.tables import find_boilerplate, row_positions
from workbench.tables.normalized_texts import STEPS

if TYPE_CHECKING:
    from workbench.categories import Categories
    from workbench.categories.classifier import Classifier
    from workbench.duplicates import Duplicates, PairModel
    from workbench.duplicates.kept_row import Keep
    from workbench.projection import Projection
    from workbench.topics import Clusterer, Detail, Namer, Topics, Unit


class Finding(EmbeddedTable):
    """What is found in a corpus; `Corpus` is the one that inherits it."""

    def duplicates(  # noqa: PLR0913 - all but the threshold by keyword
        self,
        threshold: float = 0.9,
        *,
        min_similarity: float | None = None,
        keep: Keep = "most_common",
        date: Hashable | None = None,
        date_format: str | None = None,
        block_on: Hashable | Sequence[Hashable] | None = None,
        max_days: int | None = None,
        review_if_different: Hashable | Sequence[Hashable] | None = None,
        normalize: str | Collection[str] = STEPS,
        guards: str | Collection[str] = "balanced",
        pair_model: PairModel | None = None,
        memory: int | None = None,
        search: Literal["exact", "draft"] = "exact",
        recall: float = 0.99,
    ) -> Duplicates:
        """Find texts that are said more than once, and decide which rows to keep.

        Parameters
        ----------
        threshold : float, default 0.9
            Smallest cosine similarity of a near-duplicate pair, inclusive, in (0, 1].
        min_similarity : float, optional
            Smallest cosine similarity at which pairs are searched: as far down as
            ``.at(threshold)`` can go. Default: 0.7, or `threshold` if that is lower; of more
            than 200,000 distinct texts, whose pairs at 0.7 would fill the memory, `threshold`.
        keep : str, list, mapping or function, default "most_common"
            Which row of a group stays: "most_common" (what most rows say, however it is spelled;
            the longest text if none comes more often), "longest", "newest", "oldest", "central"
            (the one paired with most others), "first", "last", the name of a column to maximize, a
            list of preferred values in order (or ``{column: [values]}``), or a function that takes
            the table and returns one value per row, larger ones preferred.
        date : column name, optional
            Column that "newest", "oldest" and `max_days` look at: dates, or texts that are dates.
            Default: the only column of dates.
        date_format : str, optional
            How its dates are written, such as "%d/%m/%Y", if that is not clear from the column.
        block_on : column name or list of them, optional
            Compare only rows that are equal in these columns: the same product, customer. A
            missing value equals another missing one.
        max_days : int, optional
            Compare only rows at most so many calendar days apart. Rows without a date are compared
            with one another only.
        review_if_different : column name or list of them, optional
            Columns in which two rows must match. If they do not, they may be in one group, but go
            to review, copies of one text too, whatever was decided of their texts.
        normalize : collection of str, default all
            What does not count when texts are compared after normalizing: "unicode", "case",
            "punctuation", "spaces".
        guards : {"balanced", "strict", "off"} or names of guards, default "balanced"
            Differences that keep a pair from being dropped automatically: a negation, a number, a
            name and so on (`workbench.duplicates.GUARDS`). "strict": every difference that a guard
            sees. "balanced", and names: a value that one text merely adds, and another word in a
            very similar text, only lower the probability. "off": none.
        pair_model : PairModel, optional
            What gives each pair a probability: ``duplicates.calibrate(...).pair_model``. Default:
            the model that comes with Workbench.
        memory : int, optional
            Bytes that pairs and the evidence about them may take. If they do not suffice, pairs
            are not listed one by one, the groups stay the same, and a note says so. Default:
            512 MiB.
        search : {"exact", "draft"}, default "exact"
            How pairs are searched if the vectors are drafts (``embed(draft=True)``). "exact" takes
            the drafts as they are. "draft" takes them to find candidates, and the model then embeds
            the candidates alone: every pair, group and verdict stands on its own vectors. Pairs are
            found from `threshold` (or `min_similarity`) upward.
        recall : float, default 0.99
            Share of the pairs that ``search="draft"`` is to find, in (0, 1]. A note tells the share
            that it finds, as estimated, with the interval of 95 %.

        Returns
        -------
        Duplicates
            Groups without chains, pairs, what to keep and why. An equal call returns the same
            result, unless decisions were made since. Pairs and similarities are exact. Of more than
            200,000 distinct texts, how crowded a region is, which has a say in groups, is estimated
            from nearly all neighbors; a note says so.

        Raises
        ------
        ThresholdError
            If `threshold` is outside (0, 1], or below `min_similarity`.
        InputError
            If another setting is unknown, or does not fit the table.
        ColumnError
            If a named column is missing.
        BudgetError
            If even clusters of texts have too many pairs for `memory`.
        """
        result = duplicates_of(
            self,
            threshold=threshold,
            min_similarity=min_similarity,
            keep=keep,
            date=date,
            date_format=date_format,
            block_on=block_on,
            max_days=max_days,
            review_if_different=review_if_different,
            normalize=normalize,
            guards=guards,
            pair_model=pair_model,
            memory=memory,
            search=search,
            recall=recall,
        )
        self._kept[LAST] = result
        return result

    def topics(  # noqa: PLR0913 - every keyword is an option of its own
        self,
        *,
        detail: Detail = "medium",
        about: int | None = None,
        min_cluster_size: int | Literal["auto"] = "auto",
        random_state: int = 0,
        assign_noise: bool = True,
        namer: Namer | None = None,
        unit: Unit = "text",
        sample: int | Literal["auto"] | None = "auto",
        agreement: float | None = None,
        labels: Any = None,
        clusterer: Clusterer | None = None,
        apply_corrections: bool = True,
    ) -> Topics:
        """Find what the texts are about, or take labels of your own as topics.

        Parameters
        ----------
        detail : {"broad", "medium", "fine"}, default "medium"
            How many topics there are, if `min_cluster_size` is "auto". Medium has the number whose
            topics are best separated and most alike in all layouts, broad a quarter to half as
            many, fine more.
        about : int, optional
            About how many topics you want, within a tenth if the texts allow it. Set instead of
            `detail`.
        min_cluster_size : int or "auto", default "auto"
            Fewest distinct texts, or copies of one text, that make a topic.
        random_state : int, default 0
            Seed of the layouts that are clustered.
        assign_noise : bool, default True
            Whether the column ``assigned`` gives noise its nearest topic. The column ``topic``
            stays -1.
        namer : callable, optional
            Takes keywords and examples of a topic, returns its title (a language model, say).
        unit : {"text", "sentence", "passage"}, default "text"
            What has topics beside the text as a whole: each sentence, or each passage of texts
            that were embedded with ``long_text="chunk"``. A row then has a list of topics (see
            `Topics.to_frame`, `Topics.parts`).
        sample : int, "auto" or None, default "auto"
            Distinct texts in which topics are found; the others join the topic of their nearest
            texts in the sample, which takes seconds where clustering all takes minutes. None
            clusters all. "auto" does, too, but for a draft of more than 50,000 texts, of which it
            takes 20,000.
        agreement : float, optional
            Of a draft: how far topics should agree with those that the model's own vectors of all
            texts would give the same sample, as adjusted mutual information in (0, 1]. The model
            embeds the texts whose topic their drafts leave open, until topics of texts held back
            agree as far; a note tells how far, with its interval. None embeds no further text.
            Without effect on a corpus that is no draft.
        labels : name of a column, or one label per row, optional
            Your own topics: words or whole numbers; -1, "" and missing are noise. Words are the
            names of the topics; whole numbers stay the numbers, and keywords name them. A Series
            must have the index of the table. If identical texts have different labels, the most
            frequent one counts for all.
        clusterer : object with ``fit_predict``, optional
            Your own method, such as ``sklearn.cluster.KMeans(8)`` or ``hdbscan.HDBSCAN()``. It
            gets each distinct vector once, in the order of the table, and is fitted in place.
        apply_corrections : bool, default True
            Whether corrections in the ledger are applied (see `Topics.save_corrections`).

        Returns
        -------
        Topics
            Named topics, with noise and why it is noise.

        Raises
        ------
        ColumnError
            If `labels` names no column of the table.
        InputError
            If a setting is out of range or has no effect beside `labels` or `clusterer`, if there
            are no passages or no model for sentences, if the model has not embedded the sample for
            which `agreement` is asked, if there is not one label per row, a Series has another
            index, or a clusterer has no ``fit_predict``, fails or returns something else than one
            label per vector.
        """
        from workbench.topics import UNITS, check_settings

        settings = check_settings(detail, min_cluster_size, random_state, about) | {
            "assign_noise": bool(assign_noise),
            "namer": namer,
        }
        check_choice("unit", unit, UNITS)
        home = self._topic_home
        if labels is not None or clusterer is not None:
            result = home.given(labels, clusterer, settings, sample, agreement)
        else:
            wanted = None if agreement is None else check_share("agreement", agreement, 0.85)
            result = home.find(settings, check_sample(sample), wanted)
        return home.parted(home.corrected(result) if apply_corrections else result, unit)

    def categorize(
        self,
        categories: Any = None,
        *,
        threshold: float = 0.7,
        multiple: bool = False,
        rest: Literal["other", "cluster"] = "other",
    ) -> Categories:
        """Sort the rows into categories of your own; what fits none is "Other".

        Parameters
        ----------
        categories : mapping, table, path or list
            ``{"Refunds": ["money back", "return my payment"]}``: names and examples; a table (or a
            file of it) with a column ``name`` and, if you like, ``description``, ``examples``
            (parted by "|", or one per line), ``threshold`` and ``parent``; a TOML, JSON or YAML
            file of the same; or names alone. Three examples each make categories much surer.
            Default: the categories that were saved with this corpus, or with the one that this
            table is the next of (`with_table`): with their scores, settings and learned thresholds.
        threshold : float, default 0.7
            Score from which a row belongs to a category, inclusive, in (0, 1]. 0 is the similarity
            of any two texts of this table, 1 that of a text and its nearest neighbors: it means
            the same for every model. ``learn`` sets it per category by your answers.
        multiple : bool, default False
            Whether a row may belong to several categories.
        rest : {"other", "cluster"}, default "other"
            What becomes of rows that fit none. "cluster" finds topics among them, which are
            named and stand behind your categories in the result.

        Returns
        -------
        Categories
            Category, score and evidence per row; ``table``, ``overlap()``, ``contested()``,
            ``uncovered()``, ``questions()`` and ``learn()``.

        Raises
        ------
        InputError
            If there is no category, or two have one name; or none is given and none was saved.
        ThresholdError
            If a threshold is outside (0, 1].
        """
        from workbench.categories import categorize, read_categories, scale_of, scale_texts

        if categories is None:
            return replace(kept_categories(self._kept), _home=self)
        vectors = self.embedding.vectors
        scale = scale_of(vectors, self._near.nearest_of(scale_texts(len(vectors))))
        return categorize(
            self.rows,
            vectors,
            read_categories(categories),
            self._phrase_vectors,
            scale,
            threshold=threshold,
            multiple=multiple,
            rest=rest,
            embedded=(self.embedding.manifest,),
            home=self,
        )

    def tag(self, name: str, mask: Any) -> int:
        """Give rows a tag, or a selection a name; the ledger remembers it by text.

        Rows with the same text have the same tags, in this table and in next week's.
        ``corpus.ledger.undo()`` takes the last step back.

        Parameters
        ----------
        name : str
            The tag.
        mask : array or Series of bool, or function of the table
            The rows, as for `filter`. Those without text cannot be tagged.

        Returns
        -------
        int
            Distinct texts that did not have the tag.

        Raises
        ------
        InputError
            If the name is blank or the mask does not fit the table.
        """
        return RowTags(self.ledger, self.rows).add(name, row_positions(self.frame, mask))

    def untag(self, name: str, mask: Any) -> int:
        """Take a tag from rows.

        Parameters
        ----------
        name : str
            The tag.
        mask : array or Series of bool, or function of the table
            The rows, as for `filter`.

        Returns
        -------
        int
            Distinct texts that had the tag.

        Raises
        ------
        InputError
            If the name is blank or the mask does not fit the table.
        """
        return RowTags(self.ledger, self.rows).remove(name, row_positions(self.frame, mask))

    def tags(self) -> pd.DataFrame:
        """Return which rows have which tag: made by `tag` or in `explore`.

        Returns
        -------
        DataFrame, or the kind of table that was given
            Row by row with the input table, on its index: one column of bool per tag, in
            alphabetical order. ``corpus.filter(corpus.tags()["refund"])`` takes the rows of one.
        """
        masks = RowTags(self.ledger, self.rows).masks()
        return self.rows.as_given(pd.DataFrame(masks, index=self.rows.index, dtype=bool))

    def classifier(self, labels: Any = None, *, random_state: int = 0) -> Classifier:
        """Learn labels from the rows that have one, and give them to all rows.

        Parameters
        ----------
        labels : "tags", name of a column, Series, or DataFrame with a column ``label``, optional
            The label per row, missing (or blank) if nobody has labeled it. A Series or DataFrame
            may hold a part of the rows, under their index labels. "tags" learns the tags (see
            `tag`), unless a column is called so. Default: the classifier that was saved with this
            corpus, or with the one that this table is the next of (`with_table`).
        random_state : int, default 0
            Seed of the folds.

        Returns
        -------
        Classifier
            Label and probability per row, precision and recall per label on rows not seen,
            ``suggest()`` (what to label next) and ``label_errors()``.

        Raises
        ------
        ColumnError
            If there is no such column.
        InputError
            If fewer than two different labels are given, or none and no classifier was saved.
        """
        from workbench.categories.classifier import train_classifier

        if labels is None:
            return kept_classifier(self._kept)
        given, notes = labels_by_text(labels, self.frame, RowTags(self.ledger, self.rows))
        groups = np.arange(len(self.rows.distinct))
        labeled = np.array(sorted(given), dtype=np.int64)
        part = self.filter(np.isin(self.rows.distinct_of, labeled))
        copies = part.duplicates().fold_groups().to_numpy()
        groups[labeled] = len(groups) + copies[part.rows.first_rows(np.arange(len(labeled)))]
        return train_classifier(
            self.rows,
            self.embedding.vectors,
            given,
            groups,
            random_state=random_state,
            notes=notes,
            embedded=(self.embedding.manifest,),
        )

    def semantic_axis(self, low: str | Sequence[str], high: str | Sequence[str]) -> pd.Series:
        """Return how much nearer each row is to one phrase than to another.

        It is one product per row: the cosine of the text and the line from `low` to `high`. It
        measures which words are near, not a mood or a fact; look at both ends before you use it.

        Parameters
        ----------
        low, high : str or sequence of str
            What the two ends are like: a phrase, or several that are averaged.

        Returns
        -------
        Series of float
            n values in -1 to 1 on the table's index, missing without text: for
            ``topics.metrics(...)``, or as a column of the table.

        Raises
        ------
        InputError
            If a phrase is blank, or both ends are the same.
        """
        return self._searcher.axis(low, high)

    def search(
        self,
        query: str | Sequence[str] | NDArray[np.floating[Any]],
        k: int = 10,
        *,
        filter: Any = None,  # noqa: A002 - as the method
        mode: Mode = "hybrid",
    ) -> pd.DataFrame:
        """Return the rows that fit a text, several texts, or a vector: by meaning and by words.

        In a text, ``"words in quotes"`` must stand in the row as they are, and ``column:value``
        (or ``column:"two words"``, ``amount:>=5``, ``created_at:2025-07``) keeps the rows whose
        cell holds the value. What names no column stays a word.

        Parameters
        ----------
        query : str, sequence of str, or ndarray of shape (d,) or (q, d)
            What to look for. A vector is looked for by meaning.
        k : int, default 10
            Rows per query, fewer if the table has fewer with text.
        filter : mask, optional
            Rows to search in, as for the method `filter`.
        mode : {"hybrid", "meaning", "words"}, default "hybrid"
            Hybrid joins two rankings, cosine similarity and BM25, by reciprocal rank. Meaning
            leads, unless ten rows or fewer hold the only word of a query, or all its codes (order
            numbers, versions): then these do. "meaning" takes the text as it is, quotes and colons
            too. "words" needs no model and finds any of the words, in any form.

        Returns
        -------
        DataFrame
            The rows of the table, the best first, with the columns ``query`` (number of the
            query), ``row`` (position in the table), ``similarity`` (cosine, float64; missing if no
            model was asked) and ``words`` (those of the query that the row holds, joined by ", ";
            not with "meaning") in front. If long texts were read in chunks, a text is as near as
            its best passage, and the column ``passage`` holds it. ``attrs["notes"]`` says how the
            query was read, and what the model cannot read.

        Raises
        ------
        InputError
            If a query is blank or of another kind, `k` no whole number of at least 1, or a value
            does not fit its column.
        """
        return self.rows.as_given(self._searcher.found(query, k, filter, mode))

    def find_duplicates_of(
        self,
        texts: str | Sequence[str],
        threshold: float = 0.9,
        *,
        duplicates: Duplicates | None = None,
        guards: str | Collection[str] = "balanced",
    ) -> pd.DataFrame:
        """Tell whether new texts are new, or which row of the table says the same already.

        The texts are compared as they are, with the table's vectors as they are stored; nothing
        is added to the table.

        Parameters
        ----------
        texts : str or sequence of str
            New texts, q of them.
        threshold : float, default 0.9
            Smallest cosine similarity of a near-duplicate, inclusive.
        duplicates : Duplicates, optional
            Whose groups are named. Default: what `duplicates` of this corpus returned last, if it
            did.
        guards : {"balanced", "strict", "off"} or names of guards, default "balanced"
            As for `duplicates`.

        Returns
        -------
        DataFrame
            One line per text: ``text``, ``verdict`` ("duplicate"; "review" if a guard sees a
            difference; "new"), ``match`` (id of the row that says the same, else of the most
            similar one), ``match_text``, ``similarity``, ``probability`` (that both say the same),
            ``group`` (of that row; missing if it has none), ``guards``, ``reason``.

        Raises
        ------
        InputError
            If a text is blank or no text, or `duplicates` is of another table.
        ModelError
            If the model cannot be had.
        """
        check_own(self.rows, duplicates=duplicates)
        return self._searcher.compare_new(
            texts,
            check_threshold(threshold),
            guards=check_guards(guards),
            duplicates=duplicates or self._kept.get(LAST),
        )

    def repeated_lines(self, *, min_count: int = 5) -> pd.DataFrame:
        """Return lines that repeat across texts: signatures, greetings, form text.

        To embed without them: ``wb.embed(frame, text=..., exclude_lines=lines)``.

        Parameters
        ----------
        min_count : int, default 5
            Different texts in which a line must occur.

        Returns
        -------
        DataFrame
            ``line``, ``texts``, ``rows``, ``share`` and ``example``, the most frequent first.
        """
        return find_boilerplate(self.rows.readings, self.rows.counts.tolist(), min_count=min_count)

    def projection(  # noqa: PLR0913 - the options of UMAP, by their own names
        self,
        *,
        coordinates: Any = None,
        reducer: Any = None,
        n_components: int = 2,
        n_neighbors: int = 15,
        min_dist: float = 0.1,
        metric: str = "cosine",
        densmap: bool = False,
        target: Any = None,
        random_state: int = 0,
        sample: int | Literal["auto"] | None = "auto",
    ) -> Projection:
        """Lay the texts out on a map of two or three dimensions.

        With the default options, whatever `random_state` is, Workbench's compiled UMAP layout is
        used. Any other option goes through umap-learn. The result says which, in its ``repr``
        and its manifest. The same options on the same machine give the same map, which is kept
        in the cache folder, so that a later run need not lay it out again.

        Parameters
        ----------
        coordinates : names of columns, or array-like of shape (n, 2) or (n, 3), optional
            Your own coordinates, one position per row, in the order of the table. Nothing is laid
            out.
        reducer : object with ``fit_transform``, optional
            Your own method: ``umap.UMAP(...)``, or PCA and TSNE of scikit-learn. It gets the
            distinct vectors of the texts and is fitted in place. Its result is not kept.
        n_components : {2, 3}, default 2
            Dimensions.
        n_neighbors : int, default 15
            Neighbors of each text, itself counted. More show the large structure, fewer the fine.
        min_dist : float, default 0.1
            How near to each other points may come, from 0 to 1.
        metric : str, default "cosine"
            How vectors are compared: "cosine", "euclidean", "correlation", "manhattan",
            "chebyshev", "canberra" or "braycurtis".
        densmap : bool, default False
            Whether dense regions stay dense on the map (densMAP).
        target : name of a column, or one value per row, optional
            Groups or quantities that should lie together (supervised UMAP). Texts and whole
            numbers are groups, -1 and missing values are rows without one; other numbers are
            quantities.
        random_state : int, default 0
            Seed of the layout.
        sample : int, "auto" or None, default "auto"
            Distinct texts that are laid out; the others are placed among their nearest texts of
            the sample. None lays all out. "auto" does, too, but for a draft of more than 50,000
            texts, of which it takes 20,000. Coordinates, a reducer and a target are for all rows.

        Returns
        -------
        Projection
            One position per row; rows with the same text or with equal vectors share one.

        Raises
        ------
        ColumnError
            If a named column is missing.
        InputError
            If an option is out of range or has no effect beside another one, if coordinates or
            target do not fit the rows, or if a reducer returns something else.
        """
        from workbench.projection import UmapOptions

        options = UmapOptions(n_components, n_neighbors, min_dist, metric, densmap, random_state)
        texts = texts_of_sample(self.embedding, check_sample(sample))
        own = {"coordinates": coordinates, "reducer": reducer, "target": target}
        given = [name for name, value in own.items() if value is not None]
        if texts is None or (given and sample == "auto"):
            return self._maps.make(options, coordinates=coordinates, reducer=reducer, target=target)
        if given:
            raise InputError(f"sample has no effect beside {given[0]}. Leave it out.")
        settings = options.to_dict()
        key = ("projection", *settings.items(), ("sample", texts))

        def placed() -> Projection:
            made = self._part(texts).projection(**settings, sample=None)
            return self._place(made, self._near.graph_of_sample(texts)[0])

        return self._near.once(key, placed)
