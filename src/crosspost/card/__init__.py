"""Card: a post's title, prediction and question as a picture."""
