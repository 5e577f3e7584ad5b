export {
  MatchedAdvisory,
  Reachability,
  ReportFinding,
  ReportOccurrence,
  ReportPackage,
} from './finding.ts';
export { IgnoredFinding, Incomplete, ReportFile, RuleNotice, ScanReport } from './report.ts';
