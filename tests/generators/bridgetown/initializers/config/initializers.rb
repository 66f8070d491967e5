Bridgetown.configure do |config|
  url "https://pilot-boats.org"
  base_path "/news"
  permalink "simple"
  timezone "Europe/Oslo"
  init :"bridgetown-feed"

  only :server do
    permalink "/not/:this/"
  end
end
