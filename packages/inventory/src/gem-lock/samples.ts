/** As Bundler 2.5 writes it: git, an own gem, platforms, pins, checksums. */
export const lock = `GIT
  remote: https://user:secret@git.example.test/acme/edge.git
  revision: 26ab6c12fa4c989c8000d7f2ee46e55bd7ae43df
  branch: main
  specs:
    edge (2.0.0.pre1)
      rack (>= 2.2, < 4)

PATH
  remote: .
  specs:
    shop (1.0.0)
      rails-ish (~> 7.0)

GEM
  remote: https://registry.example.test/
  specs:
    minitest (5.20.0)
    nokogiri (1.15.4)
      mini_portile2 (~> 2.8.2)
    nokogiri (1.15.4-x86_64-linux)
    mini_portile2 (2.8.5)
    rack (3.0.8)
    rails-ish (7.0.8)
      bundler (>= 1.15.0)
      nokogiri (>= 1.5)
    rubocop (1.57.0)
      rack

PLATFORMS
  ruby
  x86_64-linux

DEPENDENCIES
  edge!
  minitest (~> 5.0)
  rack (>= 3.0, < 3.1)
  rubocop
  shop!

CHECKSUMS
  minitest (5.20.0) sha256=aaaa
  nokogiri (1.15.4-x86_64-linux) sha256=bbbb
  rack (3.0.8)

RUBY VERSION
   ruby 3.2.2p53

BUNDLED WITH
   2.5.4
`;

/** The Gemfile of `lock`. */
export const gemfile = `source "https://registry.example.test"
gemspec
gem "edge", git: "https://git.example.test/acme/edge.git" # gem "commented"
gem 'rack', '>= 3.0',
  '< 3.1'

group :development, :test do
  if ENV["CI"]
    gem "minitest", "~> 5.0"
  end
end
`;

/** The lock file in its project under both names, for the contract test. */
export const samples: Readonly<Record<string, string>> = {
  'Gemfile.lock': lock,
  Gemfile: gemfile,
  'newer/gems.locked': lock,
  'newer/gems.rb': gemfile,
};
