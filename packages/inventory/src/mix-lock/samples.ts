/** As Mix writes it: Hex with all fields, an older shape, git, another name than the application's, a private one. */
export const lock = `%{
  # kept by hand
  "bandit": {:hex, :bandit, "1.12.4", "aaaa", [:mix], [{:plug, "~> 1.18", [hex: :plug, repo: "hexpm", optional: false]}, {:gone, "~> 0.5", [hex: :gone, repo: "hexpm", optional: true]}], "hexpm", "bbbb"},
  "edge": {:git, "https://token:x@git.example.test/acme/edge.git", "26ab6c12fa4c989c8000d7f2ee46e55bd7ae43df", [tag: "v1.0.0"]},
  "old": {:hex, :old_package, "0.1.0"},
  "plug": {:hex, :plug, "1.19.0-rc.1", "cccc", [:mix], [], "hexpm"},
  "private": {:hex, :private, "2.0.0", "dddd", [:mix], [{:plug, ">= 0.0.0", [hex: :plug, repo: "hexpm", optional: false]}], "hexpm:acme", "eeee"},
  "tester" => {:hex, :tester, "3.0.0", "ffff", [:mix], [{:plug, nil, []}], "hexpm", "gggg"},
}
`;

/** The mix.exs of `lock`. */
export const manifest = `defmodule Shop.MixProject do
  use Mix.Project

  def project do
    [app: :shop, version: "0.1.0", deps: deps() ++ more_deps()]
  end

  defp deps do
    [
      {:bandit, "~> 1.0"}, # {:commented, "1"}
      {:edge, git: "https://git.example.test/acme/edge.git", tag: "v1.0.0"},
      {:plug, "~> 1.19-rc", override: true},
      {:own, path: "../own"},
      {:sibling, in_umbrella: true},
      {:computed, System.get_env("V")},
      {:tester, "~> 3.0", only: [:dev, :test], runtime: false}
    ]
  end

  defp more_deps do
    [{:private, "~> 2.0", [organization: "acme", optional: true]}]
  end

  defp aliases do
    [{:not_a_dependency, "1"}]
  end
end
`;

/** The lock file in its project, for the contract test. */
export const samples: Readonly<Record<string, string>> = { 'mix.lock': lock, 'mix.exs': manifest };
