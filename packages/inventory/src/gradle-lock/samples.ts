/** A gradle.lockfile with a production, a test, a compile-only and a tool entry. */
export const projectLock = `# This is a Gradle generated file for dependency locking.
# Manual edits can break the build and are not advised.
# This file is expected to be part of source control.
com.example:core:1.2.3=compileClasspath,runtimeClasspath,testCompileClasspath,testRuntimeClasspath
com.example:deep:0.9=runtimeClasspath,testRuntimeClasspath
com.example:mocks:5.0=testCompileClasspath,testRuntimeClasspath
com.example:processor:1.0=annotationProcessor
com.example:style:9.1=checkstyle
com.example:special:4.0=ourOwnThing
empty=developmentOnly,testAnnotationProcessor
`;

/** The build script beside `projectLock`. */
export const buildScript = `plugins {
    id 'com.example.plugin' version '2.0'
}
dependencies {
    implementation "com.example:core:1.+" // not 'com.example:deep:0.9'
    testImplementation('com.example:mocks:$mocks')
    /* 'com.example:style:1' */
    annotationProcessor 'com.example:processor'
}
`;

/** By path, for the contract test. */
export const samples: Readonly<Record<string, string>> = {
  'gradle.lockfile': projectLock,
  'build.gradle': buildScript,
  'buildscript-gradle.lockfile': 'com.example.plugin:com.example.plugin.gradle.plugin:2.0=classpath\nempty=\n',
  'old/gradle/dependency-locks/compileClasspath.lockfile': '# header\ncom.example:core:1.2.3\n',
};
