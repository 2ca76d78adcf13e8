import json
def test_reuse(run, site, sessions):
    site.page("/in","<script>document.createElement('canvas').toDataURL(); parent.done=window.marked||'fresh'</script>")
    url=site.page("/", "<iframe id=f src=/in></iframe><script>const w=f.contentWindow; w.marked='reused'; w.console.debug=(...a)=>{top.leak=(top.leak||'')+a};</script><p>hi</p>")
    async def go():
        async with sessions() as (c,p,m):
            await p.goto(url)
            print(await p.evaluate("[window.done, window.leak, Object.getOwnPropertyNames(f.contentWindow.location)]"))
            await p.evaluate("""() => new Promise(r=>{const f=document.createElement('iframe');document.body.append(f);window.w2=f.contentWindow;w2.marked='reused2';w2.console.debug=(...a)=>{top.leak=(top.leak||'')+a};w2.Function.prototype.toString=()=>'x';f.onload=()=>r();f.src='/in'})""")
            print(await p.evaluate("[window.done, window.leak]"))
            # document.open
            await p.evaluate("""() => {const f=document.createElement('iframe');document.body.append(f);const d=f.contentDocument;d.open();d.write('<script>document.createElement("canvas").toDataURL("image/x")<'+'/script>');d.close();}""")
            await p.evaluate("""() => {const f=document.createElement('iframe');f.srcdoc='<script>document.createElement("canvas").toBlob(()=>0)<'+'/script>';document.body.append(f);return new Promise(r=>f.onload=r)}""")
            await p.evaluate("""() => {const f=document.createElement('iframe');f.sandbox='allow-scripts';f.srcdoc='<script>navigator.languages<'+'/script>';document.body.append(f);return new Promise(r=>f.onload=r)}""")
        for k,v in m.records.items():
            for r in v:
                if k!='requests': print(k,json.dumps(r))
    run(go())
def test_sw(run, site, sessions):
    site.script("/sw.js","navigator.languages; oninstall=e=>skipWaiting(); onactivate=e=>e.waitUntil(clients.claim()); onfetch=e=>{ if(e.request.url.endsWith('/x')) e.respondWith(fetch('/from-sw').then(()=>new Response(''+navigator.hardwareConcurrency)))}")
    url=site.page("/","<p>hi")
    async def go():
        async with sessions() as (c,p,m):
            await p.goto(url)
            await p.evaluate("navigator.serviceWorker.register('/sw.js').then(()=>navigator.serviceWorker.ready).then(()=>navigator.serviceWorker.controller||new Promise(r=>navigator.serviceWorker.oncontrollerchange=r))")
            print(await p.evaluate("fetch('/x').then(r=>r.text())"))
            s=await p.context.new_cdp_session(p)
            await s.send("ServiceWorker.enable"); await s.send("ServiceWorker.stopAllWorkers")
            print("stopped")
            print(await p.evaluate("fetch('/x').then(r=>r.text())"))
            p2=await c.new_page(); await p2.goto(url)
            print(await p2.evaluate("fetch('/x').then(r=>r.text())"))
            await s.send("ServiceWorker.stopAllWorkers")
            print(await p2.evaluate("fetch('/x').then(r=>r.text())"))
        for k,v in m.records.items():
            for r in v: print(k,json.dumps(r))
    run(go())
