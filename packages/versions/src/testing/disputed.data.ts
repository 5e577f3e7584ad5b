/** A line of the vectors that a scheme holds differently, and the rule of the native tool that says so. */
export interface DisputedLine {
  readonly file: string;
  readonly text: string;
  readonly rule: string;
}

// Each line was put to the native tool: ComparableVersion of Maven 3.8.7 and 3.9.9, VersionParser of Composer's semver 3.3.

const MAVEN_DOT =
  'Maven, "Version Order Specification" and MNG-7644: a dot in front of a qualifier sorts as a dash, and zeros before it ' +
  'are trimmed. Maven 3.8.7 and 3.9.9 contradict the line. Its older rule is no order: 2.9.0-1 < 2.9.0.RC1 < 2.9.0 < 2.9.0-1.';

const MAVEN_GAP =
  'Maven, "Version Order Specification": a dot in front of a qualifier sorts as a dash. Maven 3.9.9 agrees with the line, ' +
  'because it overlooks this where a separator follows the qualifier; that is no order: 3.5 < 3.5-1 < 3.5.0.Beta-1 < 3.5.';

const COMPOSER_PADS =
  'Composer, VersionParser::normalize: a version has four numbers before it is compared, so that 3.0 and 3.0.0 are one ' +
  'version. The line has the order of PHP version_compare over the raw strings.';

const COMPOSER_CASE =
  'Composer, VersionParser::normalize: stability words are read without regard to case. The line has the order of PHP ' +
  'version_compare over the raw strings, to which ALPHA and BETA are unknown and so equal.';

const COMPOSER_STABLE =
  'Composer, VersionParser::normalize: `-stable` is dropped, and a release is above its betas. The line has the order of ' +
  'PHP version_compare over the raw strings, to which the word is unknown.';

const COMPOSER_HASH =
  'Composer, VersionParser::normalize: `#` is refused. The file makes 1.2.3.# equal to 1.2.3 and to 1.2.3.1, which are ' +
  'not equal to each other: no order holds all three.';

/** Every line that is held differently; the conformance test fails on any other, and on one of these that agrees. */
export const disputed: readonly DisputedLine[] = [
  { file: 'maven-versions-generated.txt', text: '1.0.0-RC16 < 1.0.0.RC8-beta', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.0.0-gradle-rework-beta3 < 1.0.0.RC7-3', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.0.0rc0 < 1.0.beta8', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.1.0-01-glassfish < 1.1.0.Beta1', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.1.31.sec10 < 1.1.31_noneautotype', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.1.34.sec10 < 1.1.34_noneautotype', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.1.46.sec10 < 1.1.46_noneautotype', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.2.31.sec10 < 1.2.31_noneautotype', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.2.48.sec10 < 1.2.48_noneautotype', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.2.50.sec10 < 1.2.50_noneautotype', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.2.54.sec10 < 1.2.54_noneautotype', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.2.57.sec10 < 1.2.57_noneautotype', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.2.60.sec10 < 1.2.60_noneautotype', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.2.67.sec10 < 1.2.67_noneautotype', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.2.8.sec10_noneautotype < 1.2.8_noneautotype', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '1.5.9.RC1 < 1.5.9-RC0', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '2.9.0-1 < 2.9.0.RC1', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '6.1.12.rc5 < 6.1.12rc1', rule: MAVEN_DOT },
  { file: 'maven-versions-generated.txt', text: '3.5.0-CR-2 < 3.5.0.Beta-1', rule: MAVEN_GAP },
  { file: 'maven-versions-generated.txt', text: '3.6.2.FL.20090615 < 3.6.2-FL-2009-05-11', rule: MAVEN_GAP },
  { file: 'vers/maven', text: 'comparison 2-1 2.0.a', rule: MAVEN_DOT },
  { file: 'vers/maven', text: 'comparison 2-1 2.0.0.a', rule: MAVEN_DOT },
  { file: 'packagist-versions.txt', text: '1.0.0 > 1.0', rule: COMPOSER_PADS },
  { file: 'packagist-versions.txt', text: '1.2.3.# = 1.2.3.1', rule: COMPOSER_HASH },
  { file: 'packagist-versions-generated.txt', text: 'v3.0 < v3.0.0-beta', rule: COMPOSER_PADS },
  { file: 'packagist-versions-generated.txt', text: 'v3.4 < v3.4.0-alpha', rule: COMPOSER_PADS },
  { file: 'packagist-versions-generated.txt', text: 'v4-beta4 < v4.0-alpha', rule: COMPOSER_PADS },
  { file: 'packagist-versions-generated.txt', text: 'v4.4 < v4.4.0-beta', rule: COMPOSER_PADS },
  { file: 'packagist-versions-generated.txt', text: 'v6.5 < v6.5.0-beta-0', rule: COMPOSER_PADS },
  { file: 'packagist-versions-generated.txt', text: 'v6.6 < v6.6.0-beta', rule: COMPOSER_PADS },
  { file: 'packagist-versions-generated.txt', text: 'v1.9.0-ALPHA.1 = v1.9.0-BETA.1', rule: COMPOSER_CASE },
  { file: 'packagist-versions-generated.txt', text: 'v1.9.0-BETA.1 < v1.9.0-ALPHA.2', rule: COMPOSER_CASE },
  { file: 'packagist-versions-generated.txt', text: 'v1.9.0-ALPHA.2 = v1.9.0-BETA.2', rule: COMPOSER_CASE },
  { file: 'packagist-versions-generated.txt', text: '5.1.0-stable < 5.1.0-beta2', rule: COMPOSER_STABLE },
];
