import os,re
import harness.sandbox.web.capture.events as ev
V=os.environ["V"]
orig=ev.Events.worker_script
def ws(self):
    s=orig(self)
    if V=="empty": return "1"
    if V=="nomark": s=re.sub(r"if \(true\) defineProperty\(location.*\n","",s)
    if V=="nolisten": s=re.sub(r"if \(listen\) \{\n  const capturing[\s\S]*?\n\}\n","",s)
    if V=="nosend": s=s.replace("apply(say, out, [","void ([")
    if V=="notimer": s=s.replace("if (wait > 0) apply(later, G, [sendSafely, wait]);\n  else apply(soon, G, [sendSafely]);","apply(soon, G, [sendSafely]);")
    if V=="nosite": s=s.replace("const topScript = () => {","const topScript = () => { return '';")
    if V=="nothing": s="(()=>{"+"})()"
    if V=="early": s=s.replace("const G = globalThis;","const G = globalThis; return;",1)
    if V=="afterwrap": s=s.replace("const MANY = 64","return; const MANY = 64",1)
    return s
ev.Events.worker_script=ws
def test_sw(run, site, sessions):
    site.script("/sw.js","navigator.languages; oninstall=e=>skipWaiting(); onactivate=e=>e.waitUntil(clients.claim());")
    url=site.page("/","<p>hi</p>")
    async def go():
        async with sessions() as (c,p,m):
            await p.goto(url)
            await p.evaluate("navigator.serviceWorker.register('/sw.js').then(()=>navigator.serviceWorker.ready).then(()=>navigator.serviceWorker.controller||new Promise(r=>navigator.serviceWorker.oncontrollerchange=r))")
    run(go())
