/**
 * Flawed symbols of well-known advisories of which OSV names none: ids (any of a group), ecosystem and name, symbols in the
 * spelling of the family. Only where the advisory itself says which functions are concerned, those that call them included.
 */
export const flawedSymbolRules: readonly (readonly [string, string, string])[] = [
  ['CVE-2021-23337 GHSA-35jh-r3h4-6jhm', 'npm:lodash', 'template'],
  ['CVE-2019-10744 GHSA-jf85-cpcp-j695', 'npm:lodash', 'defaultsDeep'],
  ['CVE-2018-16487 GHSA-4xc9-xhrj-v574', 'npm:lodash', 'merge mergeWith defaultsDeep'],
  ['CVE-2018-3721 GHSA-fvqr-27wr-82fm', 'npm:lodash', 'merge mergeWith defaultsDeep'],
  ['CVE-2020-8203 GHSA-p6mc-m468-83gw', 'npm:lodash', 'pick set setWith update updateWith zipObjectDeep'],
  ['CVE-2020-28500 GHSA-29mw-wpgm-hmr9', 'npm:lodash', 'toNumber trim trimEnd'],
  ['CVE-2021-23358 GHSA-cf4h-3jhx-xvhq', 'npm:underscore', 'template'],
  ['CVE-2021-44906 GHSA-xvch-5gv4-984h', 'npm:minimist', 'default'],
  ['CVE-2020-7598 GHSA-vh95-rmgr-6w4m', 'npm:minimist', 'default'],
  ['GHSA-8j8c-7jfh-h6hx', 'npm:js-yaml', 'load loadAll'],
  ['CVE-2017-5941 GHSA-q4v7-4rhw-9hqm', 'npm:node-serialize', 'unserialize'],
  ['CVE-2022-29078 GHSA-phwq-j96m-2c2q', 'npm:ejs', 'render renderFile compile __express'],
  ['CVE-2020-7788 GHSA-qqgx-2p2h-9c37', 'npm:ini', 'parse decode'],
  ['CVE-2022-46175 GHSA-9c47-m6qq-7p4h', 'npm:json5', 'parse'],
  ['CVE-2021-42740 GHSA-g4rg-993r-mgx7', 'npm:shell-quote', 'quote'],
  ['CVE-2020-7660 GHSA-hxcc-f52p-wc94', 'npm:serialize-javascript', 'default'],
  ['CVE-2021-23440 GHSA-4jqc-8m5r-9rpr', 'npm:set-value', 'default'],
  ['CVE-2017-18342 GHSA-rprw-h62v-c2w7', 'PyPI:pyyaml', 'load load_all'],
  ['CVE-2020-14343 GHSA-8q59-q68h-6hv4', 'PyPI:pyyaml', 'load load_all full_load full_load_all FullLoader'],
  ['CVE-2020-1747 GHSA-6757-jp84-gxfx', 'PyPI:pyyaml', 'load load_all full_load full_load_all FullLoader'],
  ['CVE-2019-20478', 'PyPI:ruamel-yaml', 'load load_all'],
  ['CVE-2019-6446 GHSA-9fq2-x9r6-wfmf', 'PyPI:numpy', 'load'],
  ['CVE-2022-22817 GHSA-8vj2-vxx3-667w', 'PyPI:pillow', 'ImageMath.eval'],
  ['CVE-2023-50447 GHSA-3f63-hfp8-52jq', 'PyPI:pillow', 'ImageMath.eval'],
  ['CVE-2021-43818 GHSA-55x5-fj6c-h6m8', 'PyPI:lxml', 'html.clean'],
  ['CVE-2021-28957 GHSA-jq4v-f5q6-mjqq', 'PyPI:lxml', 'html.clean'],
  ['CVE-2024-4340 GHSA-2m57-hf25-phgg', 'PyPI:sqlparse', 'parse parsestream format split'],
  ['CVE-2022-31116 GHSA-wpqr-jcpx-745r', 'PyPI:ujson', 'loads load decode'],
  [
    'CVE-2022-1471 GHSA-mjmj-j48q-9wg2',
    'Maven:org.yaml:snakeyaml',
    'org.yaml.snakeyaml.Yaml.load org.yaml.snakeyaml.Yaml.loadAs org.yaml.snakeyaml.Yaml.loadAll',
  ],
  [
    'CVE-2022-42889 GHSA-599f-7c49-w659',
    'Maven:org.apache.commons:commons-text',
    'org.apache.commons.text.StringSubstitutor org.apache.commons.text.lookup.StringLookupFactory',
  ],
];
