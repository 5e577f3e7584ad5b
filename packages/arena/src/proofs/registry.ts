import { ansiRegexTime } from './npm/ansi-regex-time.ts';
import { cookieName } from './npm/cookie-name.ts';
import { deepExtendProto } from './npm/deep-extend-proto.ts';
import { dotPropProto } from './npm/dot-prop-proto.ts';
import { globParentTime } from './npm/glob-parent-time.ts';
import { hoekMerge } from './npm/hoek-merge.ts';
import { iniProto } from './npm/ini-proto.ts';
import { json5Proto } from './npm/json5-proto.ts';
import { lodashDefaultsDeep } from './npm/lodash-defaults-deep.ts';
import { lodashMerge } from './npm/lodash-merge.ts';
import { lodashZipObjectDeep } from './npm/lodash-zip-object-deep.ts';
import { minimistProto } from './npm/minimist-proto.ts';
import { qsProto } from './npm/qs-proto.ts';
import { semverRangeTime } from './npm/semver-range-time.ts';
import { serializeJavascriptSlash } from './npm/serialize-javascript-slash.ts';
import { setValueConstructor } from './npm/set-value-constructor.ts';
import { trimNewlinesTime } from './npm/trim-newlines-time.ts';
import { wordWrapTime } from './npm/word-wrap-time.ts';
import { y18nLocale } from './npm/y18n-locale.ts';
import { djangoArchivePath } from './pypi/django-archive-path.ts';
import { jinja2Xmlattr } from './pypi/jinja2-xmlattr.ts';
import { jinja2XmlattrSlash } from './pypi/jinja2-xmlattr-slash.ts';
import { mistuneEmphasisTime } from './pypi/mistune-emphasis-time.ts';
import { pyjwtSshKey } from './pypi/pyjwt-ssh-key.ts';
import { pythonMultipartTime } from './pypi/python-multipart-time.ts';
import { pyyamlFullLoader } from './pypi/pyyaml-full-loader.ts';
import { starletteStaticPath } from './pypi/starlette-static-path.ts';
import { urllib3AuthorityTime } from './pypi/urllib3-authority-time.ts';
import { werkzeugNamelessCookie } from './pypi/werkzeug-nameless-cookie.ts';
import { wheelNameTime } from './pypi/wheel-name-time.ts';
import type { Proof } from './types.ts';

/** Every proof that comes with the product, by folder and name. A file that is not here fails the registry's test. */
export const productProofs: readonly Proof[] = [
  ansiRegexTime,
  cookieName,
  deepExtendProto,
  dotPropProto,
  globParentTime,
  hoekMerge,
  iniProto,
  json5Proto,
  lodashDefaultsDeep,
  lodashMerge,
  lodashZipObjectDeep,
  minimistProto,
  qsProto,
  semverRangeTime,
  serializeJavascriptSlash,
  setValueConstructor,
  trimNewlinesTime,
  wordWrapTime,
  y18nLocale,
  djangoArchivePath,
  jinja2Xmlattr,
  jinja2XmlattrSlash,
  mistuneEmphasisTime,
  pyjwtSshKey,
  pythonMultipartTime,
  pyyamlFullLoader,
  starletteStaticPath,
  urllib3AuthorityTime,
  werkzeugNamelessCookie,
  wheelNameTime,
];
