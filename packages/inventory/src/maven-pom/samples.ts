/** A parent with managed versions, a property and a profile. */
export const parentPom = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>parent</artifactId>
  <version>\${revision}</version>
  <packaging>pom</packaging>
  <modules><module>app</module><module>core</module></modules>
  <properties>
    <revision>1.0</revision>
    <web.version>5.\${web.minor}</web.version>
    <web.minor>3</web.minor>
  </properties>
  <dependencyManagement>
    <dependencies>
      <dependency><groupId>org.web</groupId><artifactId>web</artifactId><version>\${web.version}</version></dependency>
    </dependencies>
  </dependencyManagement>
  <dependencies>
    <dependency><groupId>org.log</groupId><artifactId>log</artifactId><version>2.14.1</version></dependency>
  </dependencies>
</project>
`;

/** A module of \`parentPom\` with every scope, a range, a pin and a profile. */
export const modulePom = `<project>
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>com.example</groupId>
    <artifactId>parent</artifactId>
    <version>\${revision}</version>
  </parent>
  <artifactId>app</artifactId>
  <dependencies>
    <dependency><groupId>org.web</groupId><artifactId>web</artifactId></dependency>
    <dependency><groupId>com.example</groupId><artifactId>core</artifactId><version>\${project.version}</version></dependency>
    <dependency><groupId>org.test</groupId><artifactId>test</artifactId><version>[4.12]</version><scope>test</scope></dependency>
    <dependency><groupId>org.api</groupId><artifactId>api</artifactId><version>3</version><scope>provided</scope></dependency>
    <dependency><groupId>org.extra</groupId><artifactId>extra</artifactId><version>1.0</version><optional>true</optional></dependency>
    <dependency><groupId>org.range</groupId><artifactId>range</artifactId><version>[1.0,2.0)</version></dependency>
    <dependency>
      <groupId>org.tool</groupId><artifactId>tool</artifactId><version>1</version>
      <type>zip</type><classifier>linux</classifier>
    </dependency>
  </dependencies>
  <profiles>
    <profile>
      <id>cloud</id>
      <properties><web.version>6.0</web.version></properties>
      <dependencies>
        <dependency><groupId>org.cloud</groupId><artifactId>cloud</artifactId><version>7</version></dependency>
      </dependencies>
    </profile>
  </profiles>
</project>
`;

/** By path, for the contract test. */
export const samples: Readonly<Record<string, string>> = {
  'pom.xml': parentPom,
  'app/pom.xml': modulePom,
  'core/pom.xml': modulePom.replace('<artifactId>app<', '<artifactId>core<'),
};
