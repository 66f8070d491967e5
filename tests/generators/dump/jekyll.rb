# Print the posts of the Jekyll site in the folder of the argument, as Jekyll's own model has them.
require "jekyll"
require "json"

Jekyll.logger.log_level = :error
site = Jekyll::Site.new(Jekyll.configuration("quiet" => true))
site.reset
site.read
site.generate
site.render

articles = site.posts.docs.map do |post|
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
puts JSON.generate(articles)
