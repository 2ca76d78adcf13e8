import statistics,time,json
from harness.sandbox.web.browser import new_context
from harness.sandbox.web.capture import Capture
LOOPS={
"fillText 100k":"const x=document.createElement('canvas').getContext('2d');for(let i=0;i<1e5;i++)x.fillText('hello'+(i%7),1,9)",
"fillStyle 100k":"const x=document.createElement('canvas').getContext('2d');for(let i=0;i<1e5;i++)x.fillStyle=i%2?'#f00':'#00f'",
"measure 50k":"const x=document.createElement('canvas').getContext('2d');for(let i=0;i<5e4;i++){x.measureText('abc')}",
"listeners 20k click":"for(let i=0;i<2e4;i++)document.body.addEventListener('click',()=>i)",
"listeners 20k key":"for(let i=0;i<2e4;i++)document.body.addEventListener('keydown',()=>i)",
"languages 100k":"for(let i=0;i<1e5;i++)navigator.languages",
"toDataURL 300":"const c=document.createElement('canvas');c.width=c.height=20;c.getContext('2d');for(let i=0;i<300;i++)c.toDataURL()",
"getImageData 2k":"const c=document.createElement('canvas');const x=c.getContext('2d',{willReadFrequently:true});for(let i=0;i<2000;i++)x.getImageData(0,0,20,20)",
"20 iframes":"for(let i=0;i<20;i++)document.body.append(document.createElement('iframe'))",
"toString 100k":"let n=0;for(let i=0;i<1e5;i++)n+=Function.prototype.toString.call(Array.prototype.map).length",
}
def _perf(run, site, browser):
    from importlib import import_module
    n=60
    body="".join(f"<script src=/s{i}.js></script><img src=/i{i}.png>" for i in range(n))+"<div id=r></div><script src=/app.js></script>"
    for i in range(n): site.script(f"/s{i}.js", "/*"+"x"*20000+"*/ (()=>{let t=0;for(let i=0;i<3e5;i++)t+=i*%d;window['g%d']=t})()"%(i,i)); site.pages[f"/i{i}.png"]=("image/png",b"x"*5000)
    site.script("/app.js","for(let i=0;i<1500;i++){const d=document.createElement('div');d.textContent='row '+i;d.addEventListener('click',()=>0);r.append(d)};const c=document.createElement('canvas');const x=c.getContext('2d');for(let i=0;i<500;i++){x.fillStyle='#'+(100+i);x.fillText('t'+i,1,9)}")
    url=site.page("/",body)
    class W:
        def append(s,k,r): pass
        def gap(s,*a,**k): print("GAP",a,k)
        def blob(s,b): return ""
    async def loads(mode,k=9):
        ts=[]; loops={}
        for i in range(k):
            ctx=await new_context(browser,proxy=None); cap=None
            if mode=="full": cap=await Capture.attach(ctx,W()); page=await cap.new_page()
            elif mode=="hooks":
                from harness.sandbox.web.capture.events import Events
                from harness.sandbox.web.capture.recorder import Recorder
                await ctx.add_init_script(Events(Recorder(W())).page_script()); page=await ctx.new_page()
            else: page=await ctx.new_page()
            await page.goto(site.url+"/warm"); 
            t=time.perf_counter(); await page.goto(url); ts.append(time.perf_counter()-t)
            if i<4:
                for name,js in LOOPS.items():
                    ms=await page.evaluate("(()=>{const t=performance.now();(()=>{%s})();return performance.now()-t})()"%js)
                    loops.setdefault(name,[]).append(ms)
            if cap: await cap.detach()
            await ctx.close()
        return statistics.median(ts),{n:round(min(v),1) for n,v in loops.items()}
    async def go():
        await loads("none",2)
        res={}
        for mode in ("none","hooks","full","none","hooks","full"):
            r=await loads(mode); res.setdefault(mode,[]).append(r); print(mode,round(r[0],3),r[1],flush=True)
    import asyncio
    site_run=run
    return go
def test_it(runner, site, browser):
    go=_perf(None,site,browser); runner.run(go())
