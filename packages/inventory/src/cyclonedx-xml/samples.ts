/** Small bills of materials, by path. */
export const samples: Readonly<Record<string, string>> = {
  'bom.xml': `<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5" serialNumber="urn:uuid:0" version="1">
  <metadata>
    <component type="application" bom-ref="app"><name>app</name><version>1.0</version></component>
  </metadata>
  <components>
    <component type="library" bom-ref="lang">
      <group>org.example</group>
      <name>lang</name>
      <version>3.10</version>
      <scope>required</scope>
      <hashes><hash alg="SHA-256">aa</hash></hashes>
      <licenses><license><id>Apache-2.0</id></license><license><name>Own &amp; free</name></license></licenses>
      <purl>pkg:maven/org.example/lang@3.10?type=jar&amp;classifier=x</purl>
      <components>
        <component type="library"><name>shaded</name><purl>pkg:maven/org.example/shaded@1.0</purl></component>
      </components>
    </component>
    <component type="library" bom-ref="test">
      <name>test</name>
      <version>4</version>
      <scope>excluded</scope>
      <licenses><expression>EPL-1.0 OR MIT</expression></licenses>
      <purl>pkg:maven/org.example/test@4</purl>
      <properties><property name="a">b</property></properties>
    </component>
    <component type="library"><name>vendored</name></component>
    <component type="library"><version>1</version></component>
  </components>
  <dependencies>
    <dependency ref="app"><dependency ref="lang"/></dependency>
    <dependency ref="lang"><dependency ref="test"/></dependency>
    <dependency/>
  </dependencies>
</bom>
`,
};
