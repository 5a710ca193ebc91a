# Reads Markdown as Forem does: for each line of input, a JSON string, one line of output, its HTML.
# app/services/markdown_processor/parser.rb and app/lib/constants/redcarpet.rb of its repository say
# how: code is kept from Liquid, Markdown is read, Liquid, and Markdown once more.
require "json"
require "liquid"
require "redcarpet"

CODE = /[[:space:]]*~{3}.*?~{3}|[[:space:]]*`{3}.*?`{3}|`{2}.+?`{2}|`{1}.+?`{1}/m
READER = Redcarpet::Markdown.new(
  Redcarpet::Render::HTML.new(hard_wrap: true, filter_html: false),
  autolink: true, no_intra_emphasis: true, fenced_code_blocks: true, lax_html_blocks: true,
  lax_spacing: true, strikethrough: true, superscript: false, tables: true, footnotes: true
)

def kept_from_liquid(text)
  text.gsub(CODE) do |code|
    fenced = code.match?(/[[:space:]]*`{3}/)
    fenced ? "\n{% raw %}\n#{code}\n{% endraw %}\n" : "{% raw %}#{code}{% endraw %}"
  end
end

$stdin.each_line do |line|
  html = READER.render(kept_from_liquid(JSON.parse(line, quirks_mode: true)))
  puts JSON.generate(READER.render(Liquid::Template.parse(html, error_mode: :strict).render))
end
