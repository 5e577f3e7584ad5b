export {
  hasRewriteRule,
  type RewriteInput,
  type Rewritten,
  type RewrittenFile,
  rewriteByRule,
} from './rewrite-by-rule.ts';
