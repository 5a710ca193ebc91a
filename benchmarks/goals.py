"""Goals: what each ratio of the report means, and what it should be."""

from typing import Literal, NamedTuple


class Goal(NamedTuple):
    """One row of the table, one bar of the plot."""

    ratio: str
    means: str
    best: Literal["high", "low"]
    goal: float

    def met(self, value: float) -> bool:
        """Whether *value* is as good as the goal, or better."""
        return value >= self.goal if self.best == "high" else value <= self.goal

    def margin(self, value: float) -> float:
        """How many times better than the goal; below 1 it is missed."""
        if self.best == "high":
            return value / self.goal
        return self.goal / value if value else float("inf")


GOALS = (
    Goal("weighted_vs_twitter_text", "weighted count, MB/s against npm twitter-text", "high", 6),
    Goal("graphemes_vs_regex", "graphemes, MB/s against regex \\X", "high", 8),
    Goal("cut_vs_semantic_text_splitter", "cutting, against semantic-text-splitter", "high", 1),
    Goal("cuts_inside_sentence", "share of cuts inside a sentence", "low", 0.03),
    Goal("version_vs_pass", "crosspost --version, CPU against python -c pass", "low", 1.3),
    Goal("preview_vs_import_tweepy", "crosspost preview, CPU against import tweepy", "low", 0.6),
    Goal(
        "reading_vs_markdown_it", "1 MB of Markdown, against markdown-it-py with lists", "low", 1.6
    ),
    Goal("reading_quadrupled", "reading four times as much Markdown, at worst", "low", 4.6),
    Goal("worst_doubling", "time when the text doubles, at worst", "low", 2.3),
)

BARS = (
    Goal("ideas_cut", "ideas cut that fit a message", "low", 0),
    Goal("messages_of_two_ideas", "share of messages with two ideas", "low", 0.05),
    Goal("unlike_skeletons", "posts whose languages are cut otherwise", "low", 0),
    Goal("openings_with_colon", "first messages and digests that end with a colon", "low", 0),
    Goal("headings_of_ours", "headings that no author wrote", "low", 0),
    Goal("questions_with_links", "questions that share a message with links", "low", 0),
    Goal("thin_moments", "Moments below 85% though a good sentence has room", "low", 0),
)
"""What an editor would have to mend in drafts: counts, but for one share."""
