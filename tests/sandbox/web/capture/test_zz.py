import statistics,time,json,os
from harness.sandbox.web.browser import new_context
from harness.sandbox.web.capture import Capture
from harness.sandbox.web.capture.events import Events
from harness.sandbox.web.capture.recorder import Recorder
class W:
    def append(s,k,r): pass
    def gap(s,*a,**k): print("GAP",a,k)
    def blob(s,b): return ""
def test_perf(runner, site, browser):
    n=40
    body="".join(f"<script src=/s{i}.js></script><img src=/i{i}.png>" for i in range(n))+"<div id=r></div><script src=/app.js></script>"
    for i in range(n): site.script(f"/s{i}.js", "/*"+"x"*20000+"*/ (()=>{let t=0;for(let i=0;i<3e5;i++)t+=i*%d;window['g%d']=t})()"%(i,i)); site.pages[f"/i{i}.png"]=("image/png",b"x"*5000)
    site.script("/app.js","for(let i=0;i<1500;i++){const d=document.createElement('div');d.textContent='row '+i;d.addEventListener('click',()=>0);r.append(d)};const c=document.createElement('canvas');const x=c.getContext('2d');for(let i=0;i<500;i++){x.fillStyle='#'+(100+i);x.fillText('t'+i,1,9)}")
    url=site.page("/",body)
    async def one(mode):
        ctx=await new_context(browser,proxy=None); cap=None
        if mode=="full": cap=await Capture.attach(ctx,W()); page=await cap.new_page()
        elif mode=="hooks": await ctx.add_init_script(Events(Recorder(W())).page_script()); page=await ctx.new_page()
        else: page=await ctx.new_page()
        await page.goto(site.url+"/warm")
        t=time.perf_counter(); await page.goto(url); t=time.perf_counter()-t
        inst=await page.evaluate("(()=>{const a=[];for(let i=0;i<10;i++){const t=performance.now();document.body.append(document.createElement('iframe'));a.push(performance.now()-t)};return Math.min(...a)})()")
        if cap: await cap.detach()
        await ctx.close()
        return t,inst
    async def go():
        res={"none":[],"hooks":[],"full":[]}
        for i in range(14):
            for mode in res: res[mode].append(await one(mode))
        for m,v in res.items(): print(m,"median",round(statistics.median(a for a,_ in v),3),"min",round(min(a for a,_ in v),3),"iframe ms",round(min(b for _,b in v),2), "load",os.getloadavg()[0])
    runner.run(go())
