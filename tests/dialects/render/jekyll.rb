# Print the HTML of the Markdown texts in the JSON file of the argument, by kramdown as Jekyll sets it.
require "json"
require "kramdown"
require "kramdown-parser-gfm"

OPTIONS = {
  input: "GFM", auto_ids: true, toc_levels: (1..6).to_a, entity_output: "as_char", hard_wrap: false, guess_lang: true,
  smart_quotes: "lsquo,rsquo,ldquo,rdquo", footnote_nr: 1, math_engine: "mathjax", syntax_highlighter: nil
}.freeze
texts = JSON.parse(File.read(ARGV[0], encoding: "utf-8"))
puts JSON.generate(texts.map { |text| Kramdown::Document.new(text, OPTIONS.dup).to_html })
