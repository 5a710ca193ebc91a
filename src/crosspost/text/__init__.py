"""Text: languages, sentences, marks and signs, whatever the channel."""
