"""What a graph reports of many claims at once: series, contradictions, both sides, history.

It is the part of the Python library that sets claims side by side; `kg.open()` gives a graph that
has these methods beside its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kg.errors import CitationError, KgError, did_you_mean, shown

if TYPE_CHECKING:
    from kg.project import Project
    from kg.query.citing.citation import Asked, Citation, Verdict
    from kg.query.contradictions.found import Contradiction
    from kg.query.figures.mirrored import Mirror
    from kg.query.figures.runs import Series
    from kg.query.history.found import Change
    from kg.query.listing import Listing
    from kg.store.view import View


class Reports(ABC):
    """The reports of a graph; each method is the command of the same name."""

    project: Project

    @property
    @abstractmethod
    def view(self) -> View:
        """Read access to the store."""

    def series(
        self,
        figures: str,
        values: Mapping[str, Any] | None = None,
        /,
        *,
        by: str | None = None,
        since: str | None = None,
        until: str | None = None,
        language: str = "en",
        **dimensions: Any,
    ) -> Series:
        """Figures as series, each source a series of its own; nothing is merged or summed.

        Args:
            figures: what was observed, by its name, a label, or a word of one: `trade`.
            values: for dimensions, by any of their names, the value or values that are wanted;
                they can also stand as keywords: `reporter="KGZ"`.
            by: `year`, `quarter`, `month` or a dimension; without it, periods as they are.
            since: a date as said: only periods that begin then or later.
            until: a date as said: only periods that end by then.
            language: of the labels.

        Raises:
            QueryError: no such figures, or nothing is named so.
            ParameterError: no such dimension, or it cannot have that value.
            StoreError: the build keeps no columns. ExtraError: what reads them is not installed.
        """
        from kg.query.figures.series import series

        wanted = {**(values or {}), **dimensions}
        return series(
            self.view, figures, wanted, by=by, since=since, until=until, language=language
        )

    def contradictions(
        self,
        about: str | None = None,
        *,
        classes: Iterable[str] = (),
        properties: Iterable[str] = (),
        documents: Iterable[str] = (),
        kinds: Iterable[str] = (),
        spread: float = 0,
        language: str = "en",
    ) -> Listing[Contradiction]:
        """Who disagrees with whom: groups of answers to one question, and in which way they differ.

        Args:
            about: an entity, as for `show`; its namesakes are meant too.
            classes: only what concerns things or statements of one of these classes.
            properties: only disagreements in these properties, or about these quantities.
            documents: only those in which one of these takes part.
            kinds: only these kinds, such as `conflict`, `scope`, `reporter`.
            spread: only where the greatest number is at least so many times the least one.
            language: of the labels.

        Raises:
            QueryError: nothing is named so, or a rule of arithmetic is wrong.
            ParameterError: there is no such class, property or kind.
        """
        from kg.query.contradictions.asked import asked
        from kg.query.contradictions.search import contradictions

        view = self.view
        wanted = asked(
            view,
            about=about,
            classes=classes,
            properties=properties,
            documents=documents,
            kinds=kinds,
            spread=spread,
        )
        rules = self.project.ontology / "rules"
        return contradictions(view, wanted, language=language, checked=rules)

    def mirror(
        self,
        figures: str,
        values: Mapping[str, Any] | None = None,
        /,
        *,
        by: str | None = None,
        since: str | None = None,
        until: str | None = None,
        factor: str | float | None = None,
        every: bool = False,
        language: str = "en",
        **dimensions: Any,
    ) -> Mirror:
        """What two sides report of the same: exports of the one beside imports of the other.

        Args:
            figures: what was observed, by its name, a label, or a word of one: `trade`.
            values: for dimensions, by any of their names, the value or values that are wanted;
                they can also stand as keywords: `reporter="CHN", partner="KGZ"`.
            by: `year`, `quarter` or `month`; without it, periods as they are.
            since: a date as said: only periods that begin then or later.
            until: a date as said: only periods that end by then.
            factor: to set the two sides' valuations level, instead of those that the graph knows.
            every: each edition of each document in a line of its own.
            language: of titles.

        Raises:
            QueryError: no such figures, they have no two sides, or neither side reports any.
            ParameterError: no such dimension, or it cannot have that value.
            StoreError: the build keeps no columns. ExtraError: what reads them is not installed.
        """
        from kg.query.figures.mirror import mirror

        number = None if factor is None else str(factor)
        return mirror(
            self.view, figures, {**(values or {}), **dimensions}, by=by, since=since, until=until,
            factor=number, every=every, language=language,
        )  # fmt: skip

    def history(
        self, entity: str, property: str | None = None, *, language: str = "en"
    ) -> Listing[Change]:
        """How what is said of a thing has changed, and which document changed it, claim by claim.

        Args:
            entity: as for `show`; its namesakes are meant too.
            property: only what is said by this property, or about this quantity.
            language: of the labels.

        Raises:
            QueryError: nothing is named so.
            ParameterError: there is no such property.
        """
        from kg.query.history.search import history

        return history(self.view, entity, property, language=language)

    @abstractmethod
    def _called(self, command: str, words: Any, options: Any) -> Callable[[], Asked]:
        """What tells what was asked, for a citation."""

    def cite(self, command: str, /, *words: Any, found: Any = None, **options: Any) -> Citation:
        """The citation of a report; that of a query is `graph.query(…).cite()`.

        >>> import kg
        >>> kg.open().cite("mirror", "trade", reporter="CHN", partner="KGZ")    # doctest: +SKIP

        Args:
            command: `contradictions`, `history`, `mirror`, `series` or `gaps`.
            words: its arguments.
            found: what it gave, if it was asked already.
            options: its keywords, `language` among them, because the rows have labels.

        Raises:
            KgError: as the report itself.
        """
        from kg.publish.reported import documents_of, rows_of
        from kg.query.citing.citation import REPORTS

        if command not in REPORTS:
            raise CitationError(f"{shown(command)} is no report; {did_you_mean(command, REPORTS)}")
        if found is None:
            found = getattr(self, command)(*words, **options)
        rows = rows_of(command, found)
        if rows.asked is None:
            if rows is not found:
                rows.resting_on(self.view, documents_of(command, found))
            rows.asked = self._called(command, words, options)
        return rows.cite(language=str(options.get("language", "en")))

    def again(self, cited: Citation, build: str) -> Verdict:
        """Ask for a cited report again, of this graph, which is that build.

        Raises:
            CitationError: it cannot be asked for.
        """
        from kg.query.citing.citation import compared

        call = cited.asked.call
        try:
            now = self.cite(call["command"], *call["words"], **call["options"])
        except (TypeError, AttributeError, ValueError, KgError) as error:
            raise CitationError(f"the cited report cannot be asked for: {error}") from None
        return compared(cited, now._replace(asked=now.asked._replace(build=build)), "")
