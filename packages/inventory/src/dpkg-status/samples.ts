/** A root file system and a distroless one, by path. */
export const samples: Readonly<Record<string, string>> = {
  'var/lib/dpkg/status': `Package: libc6
Status: install ok installed
Architecture: amd64
Source: glibc
Version: 2.36-9+deb12u14
Replaces: libc6-amd64
Description: GNU C Library
 Depends: not a field
 .
 more

Package: libssl3
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Source: openssl (3.0.11-1)
Version: 3.0.11-1+b1
Depends: libc6 (>= 2.34), debconf (>= 0.5) | debconf-2.0

Package: cdebconf
Status: install ok installed
Architecture: amd64
Version: 0.270
Provides: debconf-2.0 (= 1), something
Pre-Depends: libc6:any (>= 2.34)

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 1.0

Package: half
Status: install ok half-configured
Architecture: amd64
Version: 1.0
`,
  'etc/os-release': 'NAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n',
  'image/var/lib/dpkg/status.d/tzdata': 'Package: tzdata\nArchitecture: all\nVersion: 2024a-0+deb12u1\n',
  'image/var/lib/dpkg/status.d/tzdata.md5sums': '00  ./usr/share/zoneinfo/UTC\n',
  'image/usr/lib/os-release': "ID=ubuntu\nVERSION_ID='22.04'\n",
};
