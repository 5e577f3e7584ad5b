/** The page's style. Colours come in pairs of light and dark; a severity is always also a word and a shape. */
export const style = `
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#16181d;--soft:#555d6b;--line:#dfe3ea;--accent:#1f5fd0;--warn-bg:#fff4d6;--warn-line:#c98a00;--warn-ink:#5c3f00;
--critical:#7d1fa8;--high:#c01f2f;--medium:#b25400;--low:#7a6200;--none:#4f6272;--unknown:#4f5563;--ok:#1c7a43;--code:#eef1f5}
@media(prefers-color-scheme:dark){:root{--bg:#0f1217;--card:#171b22;--ink:#e8ebf0;--soft:#a3acba;--line:#2b323d;--accent:#7fb0ff;--warn-bg:#2c2410;--warn-line:#d9a520;--warn-ink:#ffe3a1;
--critical:#d79bf5;--high:#ff8b93;--medium:#ffb066;--low:#e7cf6a;--none:#9fb3c4;--unknown:#b4bac6;--ok:#6fd39a;--code:#212731}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:1120px;margin:0 auto;padding:28px 20px 64px}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 4px}h2{font-size:1.15rem;margin:36px 0 12px}h3{font-size:.8rem;text-transform:uppercase;letter-spacing:.06em;color:var(--soft);margin:18px 0 4px}
p{margin:0 0 8px}.soft{color:var(--soft)}a{color:var(--accent);overflow-wrap:anywhere}
code{font:.86em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--code);padding:1px 5px;border-radius:4px;overflow-wrap:anywhere}
header{display:flex;gap:16px;align-items:flex-start;border-bottom:1px solid var(--line);padding-bottom:20px}
.mark{flex:none;width:44px;height:44px;border-radius:12px;display:grid;place-items:center;font-size:24px;font-weight:700;color:#fff;background:#1c7a43}
.mark.findings{background:#b3202f}.mark.could_not_check,.mark.partly{background:#8a5c00}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(116px,1fr));gap:10px;margin:22px 0 8px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:12px 14px;border-top:4px solid var(--c,var(--line))}
.tile b{display:block;font-size:1.7rem;line-height:1.1;font-variant-numeric:tabular-nums}.tile span{color:var(--soft);font-size:.85rem}.tile.zero b{color:var(--soft);font-weight:500}
.critical{--c:var(--critical)}.high{--c:var(--high)}.medium{--c:var(--medium)}.low{--c:var(--low)}.none{--c:var(--none)}.unknown{--c:var(--unknown)}
.unchecked{background:var(--warn-bg);color:var(--warn-ink);border:1px solid var(--warn-line);border-left-width:6px;border-radius:12px;padding:16px 20px;margin:22px 0}
.unchecked h2{margin:0 0 6px}.unchecked ul{margin:10px 0 0;padding-left:20px}.unchecked li{margin:8px 0;overflow-wrap:anywhere}.unchecked code{background:transparent;padding:0;font-weight:600}
.tools{display:none;gap:10px;flex-wrap:wrap;position:sticky;top:0;background:var(--bg);padding:10px 0;z-index:2;border-bottom:1px solid var(--line);margin-bottom:10px}.js .tools{display:flex}
.tools input,.tools select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:9px;padding:8px 11px;min-height:42px}.tools input{flex:1 1 220px;min-width:0}
.tools label{display:flex;gap:7px;align-items:center;color:var(--soft);font-size:.9rem}.tools output{align-self:center;color:var(--soft);font-size:.9rem;min-width:6.5em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:6px}
.finding{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--c);border-radius:10px;margin:8px 0;overflow:hidden}
.finding[hidden]{display:none}
summary{cursor:pointer;list-style:none;padding:12px 16px;display:grid;grid-template-columns:124px minmax(0,1fr) auto;gap:2px 14px;align-items:center}
summary::-webkit-details-marker{display:none}summary:hover{background:var(--code)}
.sev{grid-row:span 2;color:var(--c);font-weight:700;font-size:.9rem;white-space:nowrap}.sev small{display:block;color:var(--soft);font-weight:400;font-size:.78rem;padding-left:1.45em}.small{font-size:.86rem;margin-top:6px}.sev i{font-style:normal;display:inline-block;width:1.2em}
.name{font-weight:650;overflow-wrap:anywhere}.name span{font-weight:400;color:var(--soft)}.what{color:var(--soft);font-size:.92rem;overflow-wrap:anywhere;grid-column:2}
.fix{grid-row:1/span 2;grid-column:3;text-align:right;font-size:.9rem;max-width:230px}.fix b{display:block;overflow-wrap:anywhere}.fix span{color:var(--soft)}
.tag{display:inline-block;border:1px solid currentColor;border-radius:99px;padding:0 8px;font-size:.74rem;font-weight:600;margin-left:6px;white-space:nowrap}.kev{color:var(--high)!important}.new{color:var(--accent)!important}
.body{border-top:1px solid var(--line);padding:4px 20px 18px;display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 32px}.body ul,.body ol{margin:0;padding-left:18px}.body li{overflow-wrap:anywhere;margin:3px 0}.wide{grid-column:1/-1}
.path{font-size:.9rem}.path code{margin:1px 0;display:inline-block}table{width:100%;border-collapse:collapse;background:var(--card);border:1px solid var(--line);border-radius:10px;font-size:.92rem}
.scroll{overflow-x:auto}th,td{text-align:left;padding:8px 12px;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}th{color:var(--soft);font-weight:600}
.plain{padding:12px 16px;display:block}.box{background:var(--card);border:1px solid var(--line);border-radius:10px;margin:8px 0}.box>div{padding:0 16px 14px}
footer{margin-top:40px;border-top:1px solid var(--line);padding-top:14px;color:var(--soft);font-size:.88rem}
@media(max-width:640px){main{padding:18px 14px 48px}h1{font-size:1.3rem}summary{grid-template-columns:minmax(0,1fr);padding:12px 14px}.sev,.fix,.what{grid-row:auto;grid-column:1;text-align:left;max-width:none}.fix{order:3}.sev small{display:inline;padding-left:8px}.fix b,.fix span{display:inline}.tools input{flex-basis:100%}.body{grid-template-columns:minmax(0,1fr);padding:2px 14px 16px}.tiles{grid-template-columns:repeat(3,minmax(0,1fr));gap:8px}.tile{padding:9px 10px}.tile b{font-size:1.35rem}.tile span{font-size:.78rem}.tools{position:static}.tools select{flex:1 1 130px;min-width:0}}
@media print{.tools{display:none!important}.finding{break-inside:avoid}}
@media(prefers-reduced-motion:no-preference){summary{transition:background .12s}}
`;
