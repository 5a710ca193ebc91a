"""WeChat articles: HTML that survives the editor's paste and save, and a linter that says so."""
