/** A small Alpine file system, by path. */
export const samples: Readonly<Record<string, string>> = {
  'lib/apk/db/installed': `C:Q1aaaa=
P:musl
V:1.2.5-r0
A:x86_64
L:MIT
o:musl
p:so:libc.musl-x86_64.so.1=1
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755

C:Q1bbbb=
P:libssl3
V:3.3.1-r3
A:x86_64
L:Apache-2.0
o:openssl
D:so:libc.musl-x86_64.so.1 !uclibc-utils
p:so:libssl.so.3=3

P:curl
V:8.9.0-r0
A:x86_64
o:curl
D:so:libssl.so.3 musl>=1.2 missing

`,
  'etc/apk/world': 'curl>8 virtual@edge\n',
  'etc/os-release': 'ID=alpine\nVERSION_ID=3.20.2\n',
};
