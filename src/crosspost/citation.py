"""Citation: a source as one line, its address behind the words that name it."""

from .post import Source
from .rich import Rich, join

DOI = "https://doi.org/"
SSRN = "https://ssrn.com/abstract="


def citation(source: Source) -> Rich:
    """``Title (Authors, 2024). SSRN 5883822. Note``, the title a link where there is a URL.

    >>> citation(Source(title="芯片的未来", authors="Osterneck et al.", year=2024)).text
    '芯片的未来 (Osterneck et al., 2024)'
    >>> cited = citation(Source(title="AI Risk", ssrn="5883822"))
    >>> cited.text, cited.marks[0].href
    ('AI Risk (SSRN 5883822)', 'https://ssrn.com/abstract=5883822')
    """
    title = Rich(text=source.title)
    if source.url:
        title = title.marked("link", source.url) if title else _address(source.url)
    inside = [Rich(text=text) for text in (source.authors, str(source.year or "")) if text]
    if source.ssrn:
        inside.append(Rich(text=f"SSRN {source.ssrn}").marked("link", SSRN + source.ssrn))
    if source.doi:
        inside.append(Rich(text=f"doi:{source.doi}").marked("link", DOI + source.doi))
    around = "(" + join(inside, ", ") + ")" if title and inside else join(inside, ", ")
    return join([part for part in (title, around, Rich(text=source.note)) if part], " ")


def unlinked(source: Source) -> Rich:
    """The same line where every address costs: a number that names the paper is enough.

    >>> unlinked(Source(title="AI 风险", ssrn="5883822")).marks
    ()
    """
    cited = citation(source)
    return Rich(
        text=cited.text, marks=tuple(mark for mark in cited.marks if mark.href == source.url)
    )


def _address(url: str) -> Rich:
    return Rich(text=url).marked("url", url)
