/** A go.mod of a pruned graph with every directive, as `go mod tidy` writes it. */
export const prunedModule = `module example.test/shop // the shop

go 1.21

toolchain go1.22.3

require (
	example.test/router v1.4.2
	example.test/legacy v2.0.0+incompatible
	"example.test/quoted" v0.3.0
)

require (
	example.test/deep/v3 v3.1.0 // indirect
	example.test/fork v1.0.0 // indirect; kept for the build
	example.test/local v0.0.0-00010101000000-000000000000 // indirect
)

replace example.test/fork v1.0.0 => example.test/our-fork v1.0.1

replace example.test/local => ./local

exclude example.test/deep/v3 v3.2.0

retract [v1.0.0, v1.0.5] // published by mistake
`;

/** A go.mod before graph pruning: indirect modules are only in go.sum. */
export const unprunedModule = `module example.test/old

go 1.15

require example.test/router v1.4.2
`;

/** The tidy go.sum of `unprunedModule`: one transitive module, and a go.mod of one whose code is not used. */
export const unprunedSums = `example.test/deep v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
example.test/deep v1.1.0 h1:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=
example.test/deep v1.1.0/go.mod h1:CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC=
example.test/router v1.4.2 h1:DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD=
example.test/router v1.4.2/go.mod h1:EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE=
example.test/unused v0.1.0/go.mod h1:FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF=
`;

/** By path, for the contract test. */
export const samples: Readonly<Record<string, string>> = {
  'go.mod': prunedModule,
  'local/go.mod': 'module example.test/local\n\ngo 1.21\n',
  'old/go.mod': unprunedModule,
  'old/go.sum': unprunedSums,
  'go.work':
    'go 1.22.0\n\nuse (\n\t.\n\t./local\n\t./old\n)\n\nreplace example.test/legacy => example.test/kept v1.0.0\n',
};
