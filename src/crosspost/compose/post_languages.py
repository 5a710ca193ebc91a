"""A post's languages: which it has, and which of them an account says."""

from ..model.layout import Layout
from ..model.post import Point, Post, Texts
from ..text.languages import pick


def post_languages(post: Post) -> tuple[str, ...]:
    """The post's languages: as declared, then any others, in order of appearance.

    >>> post_languages(Post(title={"zh": "芯片"}, happened={"en": "It began."}))
    ('zh', 'en')
    """
    seen = [language for texts in section_texts(post) for language in texts]
    return tuple(dict.fromkeys((*post.languages, *seen)))


def select_languages(post: Post, layout: Layout) -> tuple[str, ...]:
    """Which of the wanted languages to say: those the post has, or its own first one.

    They go by the post's own tags: who wants ``zh`` is told that this is ``zh-Hant``.

    Only the ``first``: one that carries the post (half of its sections or more), so that a
    Chinese post with an English title is not called English.
    """
    bodies = [texts for texts in section_texts(post) if texts]
    shares = {
        language: sum(pick(texts, language) is not None for texts in bodies)
        for language in layout.languages
    }
    had = [language for language, share in shares.items() if share]
    if not had:
        return post_languages(post)[:1] or layout.languages[:1]
    if layout.language_mode == "first":
        carrying = [language for language in had if 2 * shares[language] >= len(bodies)]
        had = (carrying or had)[:1]
    own = dict.fromkeys(post_languages(post))
    return tuple(dict.fromkeys(pick(own, language) or language for language in had))


def section_texts(post: Post) -> list[Texts]:
    """Each section's text: a section of points counts by what its points say."""
    story = post.story.text if post.story else Texts()
    prediction = post.prediction.text if post.prediction else Texts()
    matters = post.matters.text
    for point in post.matters.points:
        matters |= _point_texts(point)
    own = [part.text for part in post.sections]
    return [post.title, post.lede, post.happened, matters, story, prediction, post.discussion, *own]


def _point_texts(point: Point) -> Texts:
    texts = point.text
    for below in point.points:
        texts |= _point_texts(below)
    return texts
