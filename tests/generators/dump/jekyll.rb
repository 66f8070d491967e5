# Print the posts of the Jekyll site in the folder of the argument, as Jekyll's own model has them.
require "jekyll"
require "json"

Jekyll.logger.log_level = :error

# Read the site, and return its posts, or the documents of its collections where there are none.
def documents(site)
  site.reset
  site.filter_cache.clear
  site.read
  site.generate
  site.render
  return site.posts.docs unless site.posts.docs.empty?

  # one without a date has that of the build
  site.collections.values.select(&:write?).flat_map(&:docs).reject { |document| document.date == site.time }
end

def values(site, post)
  article = {
    "path" => post.path.delete_prefix("#{ARGV[0]}/"),
    "link" => Jekyll::Filters::URLFilters.instance_method(:absolute_url).bind_call(
      Class.new { include Jekyll::Filters::URLFilters; attr_accessor :context }.new.tap do |filter|
        filter.context = Liquid::Context.new({}, {}, { :site => site })
      end, post.url
    ),
    "published" => post.date.getutc.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "title" => post.data["title"].to_s,
    "categories" => post.data["categories"],
    "tags" => post.data["tags"],
    "links" => post.content.to_s.scan(/<a [^>]*href="([^"]*)"/).flatten,
  }
  author = post.data["author"]
  article["author"] = author if author.is_a?(String)
  article
end

# the plugin prints
output = $stdout
$stdout = $stderr
site = Jekyll::Site.new(Jekyll.configuration("quiet" => true))
# as jekyll-multiple-languages-plugin does in Site#process
base = site.config["baseurl"].to_s
site.config["exclude_from_localizations"] ||= []
site.parsed_translations = {} if site.respond_to?(:parsed_translations=)
languages = site.respond_to?(:parsed_translations) ? site.config["languages"] : [nil]
if site.respond_to?(:process_language)
  # as jekyll-polyglot does, whose pages in a language have those of the default one where there is no translation
  site.prepare
  articles = site.languages.flat_map do |language|
    site.config["baseurl"] = language == site.default_lang ? base : "#{base}/#{language}"
    site.active_lang = language
    site.file_langs = {}
    own = documents(site).select do |post|
      (post.data["lang"] || site.derive_lang_from_path(post) || site.default_lang) == language
    end
    own.map { |post| values(site, post) }
  end
else
  articles = languages.each_with_index.flat_map do |language, number|
    if language
      site.config["lang"] = language
      is_root = number.zero? && !site.config["default_locale_in_subfolder"]
      site.config["baseurl"] = is_root ? base : "#{base}/#{language}"
    end
    documents(site).map { |post| values(site, post) }
  end
end
output.puts JSON.generate(articles)
