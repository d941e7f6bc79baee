import { optionGrammar } from './option-grammar.ts'
import { verbRunners } from './verb-runners.ts'
import type { Wrapper } from './wrapper.ts'

const none = optionGrammar('')
const transparent: Wrapper = { options: none, transparent: true }

const wrappers: Readonly<Record<string, Wrapper>> = {
  ...verbRunners,
  builtin: transparent,
  busybox: transparent,
  caffeinate: { options: optionGrammar('d i m s u t= w='), transparent: true },
  chroot: { options: optionGrammar('userspec= groups= skip-chdir'), operands: 1 },
  chrt: {
    options: optionGrammar(`a,all-tasks b,batch d,deadline e,ext f,fifo i,idle m,max o,other p,pid
      r,rr R,reset-on-fork v,verbose T,sched-runtime= P,sched-period= D,sched-deadline=`),
    operands: 1,
    transparent: true,
  },
  command: { options: optionGrammar('p v V'), idle: ['-v', '-V'], transparent: true },
  'dbus-run-session': { options: optionGrammar('config-file= dbus-daemon='), transparent: true },
  doas: { options: optionGrammar('a= C= L n s u=') },
  entr: { options: optionGrammar('a c d n p r s x z'), joins: 'one' },
  env: {
    options: optionGrammar(`i,ignore-environment 0,null u,unset= C,chdir= S,split-string= a,argv0=
      P= v,debug block-signal? default-signal? ignore-signal? list-signal-handling`),
    assigns: true,
    transparent: true,
    scripts: ['-S', '--split-string'],
    scriptContinues: true,
  },
  exec: { options: optionGrammar('a= c l'), transparent: true },
  faketime: { options: optionGrammar('f m p= exclude-monotonic'), operands: 1, transparent: true },
  fakeroot: {
    options: optionGrammar('l,lib= faked= s= i= u,unknown-is-real b= h,help v,version'),
    transparent: true,
  },
  flock: {
    options: optionGrammar(`s,shared x,exclusive e u,unlock n,nb,nonblock w,wait,timeout=
      E,conflict-exit-code= F,no-fork o,close c,command= verbose fcntl`),
    operands: 1,
    transparent: true,
    scripts: ['-c', '--command'],
  },
  gosu: { options: none, operands: 1 },
  ionice: {
    options: optionGrammar('c,class= n,classdata= p,pid= P,pgid= u,uid= t,ignore'),
    transparent: true,
  },
  ltrace: {
    options:
      optionGrammar(`a,align= A= b,no-signals c C,demangle D,debug= e= f F,config= i l,library=
      L n,indent= o,output= p= r s= S t T u= w,where= x= X=`),
  },
  nice: { options: optionGrammar('n,adjustment= 0 1 2 3 4 5 6 7 8 9'), transparent: true },
  nohup: transparent,
  nsenter: {
    options: optionGrammar(`a,all t,target= m,mount? u,uts? i,ipc? n,net? p,pid? C,cgroup? U,user?
      T,time? S,setuid= G,setgid= r,root? w,wd? W,wdns? e,env F,no-fork Z,follow-context
      preserve-credentials keep-caps user-parent N,net-socket= c,join-cgroup`),
  },
  parallel: {
    options: optionGrammar(`j,P,jobs,max-procs= a,arg-file= k,keep-order n,N,max-args= L= l? I= i?
      replace? s,max-chars= S,sshlogin= sshloginfile= t,verbose u,ungroup v X,xargs m q,quote
      0,null d,delimiter= C,colsep= D= E= delay= dry-run,dryrun halt= joblog= results= retries=
      tag tagstring= timeout= bar eta progress pipe pipepart block= will-cite no-notice
      lb,line-buffer load= memfree= nice= shuf resume resume-failed r,no-run-if-empty x,exit
      group files link semaphore tmpdir= wd,workdir= env= rpl= plus fifo cat header= basefile=
      return= transfer cleanup tf,transferfile= trim= onall nonall bg`),
    joins: 'all',
    appends: true,
    marks: ['-I', '-i', '--replace'],
    lists: [':::', ':::+', '::::', '::::+', '--'],
    idle: ['--version', '--help', '--citation', '-V', '-h'],
  },
  prlimit: transparent,
  proxychains: { options: optionGrammar('q f='), transparent: true },
  proxychains4: { options: optionGrammar('q f='), transparent: true },
  runuser: {
    options:
      optionGrammar(`u,user= g,group= G,supp-group= s,shell= c,command= session-command= l,login f,fast
      m,p,preserve-environment P,pty T,no-pty w,whitelist-environment=`),
    scripts: ['-c', '--command', '--session-command'],
  },
  script: {
    options: optionGrammar(`a,append c,command= E,echo= e,return f,flush force I,log-in= O,log-out=
      B,log-io= T,log-timing= m,logging-format= o,output-limit= q,quiet t,timing?`),
    scripts: ['-c', '--command'],
    anywhere: true,
  },
  setpriv: { options: none },
  setsid: { options: optionGrammar('c,ctty f,fork w,wait'), transparent: true },
  ssh: {
    options:
      optionGrammar(`4 6 A a C f G g K k M N n q s T t V v X x Y y B= b= c= D= E= e= F= I= i= J=
      L= l= m= O= o= P= p= Q= R= S= W= w=`),
    operands: 1,
    joins: 'all',
  },
  stdbuf: { options: optionGrammar('i,input= o,output= e,error='), transparent: true },
  strace: {
    options:
      optionGrammar(`a= b= c C d D e= E= f F h i I= k n o= O= p= P= q r s= S= t T u= U= v V w x
      X= y Y z Z`),
  },
  su: {
    options: optionGrammar(`c,command= session-command= f,fast g,group= G,supp-group= l,login
      m,p,preserve-environment P,pty T,no-pty s,shell= w,whitelist-environment=`),
    scripts: ['-c', '--command', '--session-command'],
    anywhere: true,
  },
  'su-exec': { options: none, operands: 1 },
  sudo: {
    options: optionGrammar(`A,askpass a,auth-type= B,bell b,background C,close-from=
      c,login-class= D,chdir= E,preserve-env? e,edit g,group= H,set-home h,host= i,login
      K,remove-timestamp k,reset-timestamp l,list N,no-update n,non-interactive
      P,preserve-groups p,prompt= R,chroot= r,role= S,stdin s,shell T,command-timeout= t,type=
      U,other-user= u,user= V,version v,validate`),
    assigns: true,
  },
  'systemd-run': {
    options: optionGrammar(`p,property= E,setenv= H,host= M,machine= u,unit= t,pty P,pipe q,quiet
      G,collect r,remain-after-exit d,same-dir S,shell user system scope wait no-block slice=
      slice-inherit description= service-type= uid= gid= nice= working-directory=
      on-active= on-boot= on-calendar= on-startup= on-unit-active= on-unit-inactive=
      timer-property= path-property= socket-property= no-ask-password send-sighup`),
  },
  taskset: {
    options: optionGrammar('a,all-tasks p,pid c,cpu-list'),
    operands: 1,
    transparent: true,
  },
  time: {
    options: optionGrammar(
      'f,format= o,output= a,append p,portability v,verbose q,quiet V,version',
    ),
    transparent: true,
  },
  timeout: {
    options: optionGrammar('f,foreground p,preserve-status k,kill-after= s,signal= v,verbose'),
    operands: 1,
    transparent: true,
  },
  torsocks: transparent,
  unbuffer: { options: optionGrammar('p'), transparent: true },
  unshare: {
    options: optionGrammar(`m,mount? u,uts? i,ipc? n,net? p,pid? C,cgroup? U,user? T,time? f,fork
      r,map-root-user c,map-current-user map-auto map-user= map-group= map-users= map-groups=
      keep-caps kill-child? mount-proc? propagation= R,root= w,wd= S,setuid= G,setgid= setgroups=
      monotonic= boottime=`),
  },
  watch: {
    options: optionGrammar(`b,beep c,color C,no-color d,differences? e,errexit f,follow g,chgexit
      n,interval= p,precise q,equexit= r,no-rerun s,shotsdir= t,no-title w,no-wrap x,exec`),
    joins: 'all',
  },
  xargs: {
    options:
      optionGrammar(`0,null a,arg-file= d,delimiter= E= e,eof? I= i,replace? J= L= l,max-lines?
      n,max-args= o,open-tty P,max-procs= p,interactive R= r,no-run-if-empty S= s,max-chars=
      t,verbose x,exit process-slot-var= show-limits`),
    appends: true,
    marks: ['-I', '-i', '-J', '--replace'],
  },
  'xvfb-run': {
    options: optionGrammar(`a,auto-servernum e,error-file= f,auth-file= l,listen-tcp
      n,server-num= p,xauth-protocol= s,server-args= w,wait=`),
    transparent: true,
  },
}

export const wrapperFor = (program: string): Wrapper | undefined =>
  Object.hasOwn(wrappers, program) ? wrappers[program] : undefined

const shells = new Set(['ash', 'bash', 'dash', 'fish', 'ksh', 'mksh', 'rbash', 'sh', 'yash', 'zsh'])
export const isShell = (program: string): boolean => shells.has(program)

/** Names of programs that run others, or texts, from their own words. */
export const runners: readonly string[] = [
  ...Object.keys(wrappers),
  ...shells,
  'eval',
  'trap',
  'alias',
  'source',
  '.',
  'find',
  'git',
]

/** Options of `find` whose words up to `;` or `+` are a command. */
export const findActions = new Set(['-exec', '-execdir', '-ok', '-okdir'])
