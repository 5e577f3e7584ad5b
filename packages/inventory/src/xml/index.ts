/**
 * XML of a hostile file: well-formed or refused, with file and line of every element. No document type, so no entities of
 * the file's own. Not for writing, not for namespaces: names are local ones.
 */
export { attribute, child, children, textOf, type XmlElement } from './element.ts';
export { readXml } from './read-xml.ts';
