"""Finding codes: every one with its level and meaning, as ``docs/findings.md`` lists them.

The sentences are in ``translations/findings.toml``.
"""

from typing import Literal

from .._record import Record

FindingLevel = Literal["info", "warning", "error"]


class FindingCode(Record):
    """What a code means, whatever the sentence of one finding says."""

    level: FindingLevel
    meaning: str
    about: Literal["channel", "post"] = "channel"
    """``post``: what it tells holds wherever the text is shown, and is told once."""
    loses: bool = False
    """An ``info`` that tells of something the post says and its readers there do not get: it is
    never folded away. What is worse than an ``info`` never is."""


def _post(meaning: str, level: FindingLevel = "info") -> FindingCode:
    return FindingCode(level=level, meaning=meaning, about="post")


def _info(meaning: str, *, loses: bool = False) -> FindingCode:
    return FindingCode(level="info", meaning=meaning, loses=loses)


def _warning(meaning: str) -> FindingCode:
    return FindingCode(level="warning", meaning=meaning)


def _error(meaning: str) -> FindingCode:
    return FindingCode(level="error", meaning=meaning)


GROUPS: dict[str, dict[str, FindingCode]] = {
    "How the file was read": {
        "language.seen": _post(
            "which languages the post says everything in, as told from its words, where it has"
            " sentences of another one; what is named in the front matter holds"
        ),
        "post.near-miss-heading": _post(
            "a heading is nearly that of a known section: it is read as one of the author's own",
            "warning",
        ),
        "post.section-as-own": _post(
            "a heading names a known section that cannot hold what stands there: it is read as one"
            " of the author's own",
            "warning",
        ),
        "post.near-miss-key": _post(
            "a key of the front matter is nearly one of crosspost's: it is not used", "warning"
        ),
        "post.no-such-channel": _post(
            "words under `channels` for a name that no channel and no account has", "warning"
        ),
        "post.unused-keys": _post("keys of the front matter that crosspost has no use for"),
        "post.draft": _post("the front matter says that the post is a draft", "warning"),
        "post.front-matter-differs": _post(
            "front matter and text say different things: the front matter's is taken", "warning"
        ),
        "post.template-link": _post(
            "links to pages that only a site's own program finds (`{{< ref … >}}`): their words"
            " stay",
            "warning",
        ),
        "post.template-tag": _post(
            "tags of a site's own program on lines of their own (`{% include … %}`): they say"
            " nothing here",
            "warning",
        ),
        "post.template-words": _post(
            "template words in the text (`{{ page.title }}`), which stay as they are typed",
            "warning",
        ),
        "post.box": _post(
            "boxes of a site builder (`:::details`) whose kind is not said; their words stay"
        ),
        "post.empty-message": _post("a forced break that no text follows", "warning"),
        "post.open-code-block": _post(
            "a code block that is never closed: all text to the end of the file is code", "warning"
        ),
        "post.control-character": _post("control characters were taken out", "warning"),
    },
    "What is said": {
        "language.fall-back": _warning(
            "a section lacks the wanted language and is said in another one"
        ),
        "language.larger-omitted": _warning(
            "the language of which the post has most is not said by this account; how much that is"
        ),
        "language.unused": _warning(
            "a label, heading or alt text in a language that no section of the post has: this"
            " account does not use it"
        ),
        "language.omitted": _info(
            "languages of the post that this account does not say", loses=True
        ),
        "language.one-sent": _info(
            "several languages in one message, of which the channel is told one; which one is sent"
        ),
        "section.no-room": _warning("sections that the one message there is has no room for"),
        "section.in-part": _warning(
            "sections of which the one message there is has room for the best sentences only"
        ),
        "section.labels-alone": _warning(
            "points of which the one message there is has room for the labels only"
        ),
        "section.omitted": _info("sections that the layout's `order` does not name", loses=True),
        "section.untranslated": _warning(
            "a section lacks the wanted language and is left out, as the layout's"
            " `fallback_sections` has it"
        ),
        "tag.omitted": _info("tags beyond as many as the layout's `max_tags` wants", loses=True),
        "post.empty": _error("no section that this account shows has a text: there is no message"),
        "post.no-link-to-original": _info(
            "the address of the full text (`canonical_url`) is not said: the layout has"
            " `link_to_original = 'none'`",
            loses=True,
        ),
        "post.no-reply-target": _info(
            "the post follows another one that does not stand on this account, or has no address"
            " there: neither a reply nor a link",
            loses=True,
        ),
        "poll.as-text": _warning(
            "the layout wants a poll, and the question cannot be one: its options stay in the text"
        ),
    },
    "Words that a program wrote": {
        "draft.unreviewed": _error(
            "nobody has read the words yet ([crosspost draft](draft.md)); a warning with"
            " `--allow-unreviewed`; names that the author's words do not have are named"
        ),
        "draft.stale": _error("the author's words that they were made from have changed"),
        "draft.unfounded": _error(
            "nobody has read them, and figures, dates, addresses, names or quotations stand in them"
            " that the author's words do not have"
        ),
    },
    "Pictures": {
        "media.omitted": _warning(
            "more pictures, animations or videos than one message takes, or a picture beside a poll"
        ),
        "media.not-beside": _warning(
            "a video or animation that stands alone in a message, and what would stand beside it:"
            " the first one goes"
        ),
        "media.no-video": _warning("a video, which the channel does not take: it is left out"),
        "media.no-address": _warning(
            "a picture that lies beside the post, on a channel that takes pictures by their"
            " addresses alone"
        ),
        "media.no-alt": _post("a picture without alt text", "warning"),
        "media.refused": _error(
            "`check` and `preview`: a picture or video that cannot be sent: no such file, no"
            " picture (SVG), one that cannot be made small enough, or a video or animation outside"
            " what the channel takes, with what it has and what is taken; where `crosspost[video]`"
            " is not installed, that only container and bytes of a video are known"
        ),
        "media.still": _warning(
            "`check` and `preview`: of a moving picture only the first one goes"
        ),
        "media.fitted": _info(
            "a film that the channel would not take, made anew as a file beside the post"
            " (`--fit-media`); that one is sent"
        ),
        "media.may-move": _info(
            "`check` and `preview`: a GIF behind an address, where the channel takes no moving"
            " picture; whether it moves is known, and told, when it is published"
        ),
        "media.unseen": _info("pictures were not looked at: Pillow is not installed"),
        "link-card.incomplete": _warning(
            "told when it is published: the page that a link card shows could not be read, so that"
            " the card has the post's own words, or there is none where it has no words for it; or"
            " its picture could not be had; and why"
        ),
        "media.alt-truncated": _warning("alt text longer than the channel's field"),
        "media.drawn": _info("code or a table that no message has room for is a picture"),
        "media.no-alt-field": _info("the channel has no field for alt text", loses=True),
    },
    "Content warnings": {
        "warning.as-text": _info(
            "the channel has no place for a content warning: it is the first line of the text"
        ),
        "warning.not-hidden": _warning(
            "the post is `sensitive`, and the channel cannot hide pictures: readers see them at"
            " once"
        ),
        "bluesky.no-label": _error(
            "the post is `sensitive`, and Bluesky wants to know why: the option `label`"
        ),
    },
    "Limits of the account": {
        "rate.full": _warning(
            "`check`, where there is a ledger: the channel's rate is used up, so that publishing"
            " would send the rest later"
        ),
    },
    "Cards": {
        "card.truncated": _warning(
            "a [card](card.md) has no room for all of a text: cut after a sentence, a clause or a"
            " word"
        ),
        "card.omitted": _warning("a card has no room for a text at all"),
        "card.too-many": _warning("a series of cards has no room for more ideas"),
        "card.no-sources": _warning("the text beside a series has no room for the sources"),
        "card.no-glyph": _warning("characters that no font here has: boxes on the card"),
        "card.no-shaping": _warning(
            "FriBiDi is not installed: emoji fall apart, and letters are not joined"
        ),
    },
    "Splitting": {
        "split.inside-sentence": _warning(
            "a message ends inside a sentence, at a clause or between two words: the sentence left"
            " no better place"
        ),
        "split.inside-word": _warning(
            "a message ends between two characters, inside a word, or inside what belongs together"
            " (a title, a number and its unit)"
        ),
        "split.inside-link": _warning(
            "a link, mention, tag or figure alone is longer than a message and was cut"
        ),
        "thread.long": _warning(
            'the thread is longer than the layout\'s `long_above`; `long = "short"` says its title,'
            " its opening and the link to the full text instead"
        ),
        "thread.shortened": _warning(
            "the thread would be longer than `long_above`: its short form is said"
        ),
        "thread.too-long": _error("the thread has more messages than the channel takes in one go"),
    },
    "Typography": {
        "typography.quotes": _post(
            "straight quotes were made curly, or an apostrophe typed as a quote was set right"
        ),
        "typography.punctuation": _post(
            "signs were made full-width in Chinese sentences, half-width in others"
        ),
        "typography.ellipsis": _post("dots in Chinese were made an ellipsis, ……"),
        "typography.dash": _post("hyphens or a short dash were made a dash: —— or —"),
        "typography.spacing": _post(
            "spaces were set, or taken out, between Chinese and Latin letters or digits"
        ),
        "typography.nfc": _post("characters were composed (Unicode NFC)"),
        "typography.invisible": _post("invisible characters were removed"),
    },
    "Addresses and names": {
        "address.unsafe": _post(
            "an address that is none of the web (`javascript:`, `data:`): it is left out",
            "warning",
        ),
        "text.unsendable": _error(
            "characters that channels refuse, which no repair took out (`disabled_repairs`)"
        ),
        "address.credentials": _warning("an address holds a user's name and password"),
        "tag.cut": _warning(
            "a tag with characters that the channel's hashtags cannot hold: what is left of it"
        ),
        "mention.notifies": _warning(
            "`@` names that the channel makes mentions of: they are notified, whoever they are"
        ),
    },
    "Marks": {
        "markup.dropped-strong": _info("the channel has no strong: the words stand as plain text"),
        "markup.dropped-emphasis": _info(
            "the channel has no emphasis: the words stand as plain text"
        ),
        "markup.dropped-code": _info("the channel has no code: it stands as plain text"),
        "markup.expanded-link": _info(
            "the channel has no links behind words: the addresses that the author put there are"
            " written out"
        ),
        "markup.dropped-link": _info(
            "nothing can be tapped there: of links their words are said", loses=True
        ),
        "markup.unsayable": _post(
            "HTML such as a video or a form, and addresses such as `javascript:`, that no channel"
            " takes: they are left out, the words around them stay",
            "warning",
        ),
        "markup.relative-link": _post(
            "an address that leads somewhere only beside the post, which has no `canonical_url`:"
            " its words stay",
            "warning",
        ),
    },
    "X": {
        "x.cost": _info("what the thread costs, and how much of it the posts with a link"),
        "x.bare-link": _warning(
            "bare names such as `main.py` that X would turn into links, and charge as links"
        ),
        "x.article-plain": _info(
            "code or tables that X has no room for as such in one article: they are plain text"
        ),
        "x.cashtags": _error("more than one cashtag in a post, which X refuses"),
        "x.repeated": _error("two posts of the thread say the same, which X refuses"),
    },
    "Telegram": {
        "telegram.entities": _warning(
            "more entities than Telegram keeps: the last ones of the least important kinds are left"
            " out"
        ),
        "telegram.removed-characters": _warning(
            "characters that Telegram takes out in silence were left out, or written as a space"
        ),
        "telegram.bare-link": _info(
            "bare names such as `main.py` that Telegram would turn into links; marked as code it"
            " does not"
        ),
    },
    "Bluesky": {
        "bluesky.mention": _info(
            "a mention stays text: its facet needs the account's DID, which only the network knows"
        ),
        "bluesky.langs": _info("more languages than a post may name"),
    },
    "Articles": {
        "article.title-truncated": _warning(
            "the title is over its limit: cut, and the whole one opens the text"
        ),
        "article.no-title": _warning(
            "an article needs a title and the post has none: its first sentence stands in"
        ),
        "article.author-truncated": _warning("the author's name is over its limit"),
        "article.digest-truncated": _warning(
            "the description is over its limit: cut after a sentence, or a clause"
        ),
        "article.omitted": _warning("no room: sections are missing"),
        "article.shortened": _warning("the article has room for a part of a section only"),
    },
    "WeChat": {
        "wechat.source-link": _warning("the canonical URL is over its limit: no 阅读原文"),
        "wechat.theme": _warning("the article is too long for its theme: written in the plain one"),
        "wechat.links": _info(
            "how many addresses are notes or plain text, since articles link to WeChat articles"
            " only"
        ),
        "wechat.lint": _error(
            "the HTML holds something that the editor removes or rearranges; only a theme of one's"
            " own can cause it"
        ),
        "wechat.no-cover": _warning("an article needs a cover and the post has no picture"),
        "wechat.substituted-sentence": _info(
            "Moments: the description stands for a first sentence that has no room"
        ),
        "wechat.truncated-sentence": _warning(
            "Moments: nothing fits whole, so the first sentence is cut with …"
        ),
        "wechat.summarised": _warning(
            "Moments: the sections that a short form does not say, or not in full"
        ),
    },
}
"""Every code by the heading that ``docs/findings.md`` has it under."""

CODES: dict[str, FindingCode] = {
    code: row for rows in GROUPS.values() for code, row in rows.items()
}
