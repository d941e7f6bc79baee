import { optionGrammar } from './option-grammar.ts'
import type { Wrapper } from './wrapper.ts'

const none = optionGrammar('')

/** `NAME exec COMMAND` and its kind, where unknown options may have values. */
const behind = (...verbs: string[]): Wrapper => ({
  options: none,
  verbs: Object.fromEntries(verbs.map((verb) => [verb, { options: none }])),
})

const containerExec: Wrapper = {
  options: optionGrammar(`d,detach detach-keys= e,env= env-file= i,interactive privileged t,tty
    T,no-TTY u,user= w,workdir= index= l,latest dry-run preserve-fds=`),
  operands: 1,
}
const containerRun: Wrapper = {
  options: optionGrammar(`d,detach i,interactive t,tty rm init P,publish-all privileged q,quiet
    read-only no-healthcheck sig-proxy T,no-TTY no-deps build service-ports a,attach= add-host=
    annotation= blkio-weight= c,cpu-shares= cap-add= cap-drop= cgroup-parent= cgroupns= cidfile=
    cpu-period= cpu-quota= cpus= cpuset-cpus= cpuset-mems= detach-keys= device= dns= dns-option=
    dns-search= domainname= e,env= entrypoint= env-file= expose= gpus= group-add= h,hostname=
    ip= ip6= ipc= isolation= l,label= label-file= link= link-local-ip= log-driver= log-opt=
    m,memory= mac-address= memory-reservation= memory-swap= mount= name= net= network=
    network-alias= oom-score-adj= p,publish= pid= pids-limit= platform= pull= restart= runtime=
    security-opt= shm-size= stop-signal= stop-timeout= storage-opt= sysctl= tmpfs= u,user=
    ulimit= userns= uts= v,volume= volume-driver= volumes-from= w,workdir=`),
  operands: 1,
  entry: '--entrypoint',
}
const compose: Wrapper = {
  options: optionGrammar(`all-resources ansi= compatibility dry-run env-file= f,file= parallel=
    profile= progress= project-directory= p,project-name= verbose`),
  verbs: { exec: containerExec, run: containerRun },
}
const containers: Wrapper = {
  options: optionGrammar(`config= c,context= D,debug H,host= l,log-level= tls tlscacert= tlscert=
    tlskey= tlsverify r,remote connection= url= root= n,namespace= a,address= cgroup-manager=`),
  verbs: {
    exec: containerExec,
    run: containerRun,
    container: { options: none, verbs: { exec: containerExec, run: containerRun } },
    compose,
  },
}
const cluster: Wrapper = {
  options: optionGrammar(`n,namespace= context= cluster= user= kubeconfig= s,server= token= as=
    as-group= request-timeout= v= insecure-skip-tls-verify`),
  verbs: {
    exec: {
      options: optionGrammar(`c,container= f,filename= i,stdin t,tty q,quiet n,namespace=
        context= cluster= kubeconfig= pod-running-timeout=`),
      operands: 1,
    },
  },
}
const packageRunner: Wrapper = {
  options: optionGrammar(`c,call= p,package= w,workspace= ws,workspaces y,yes no q,quiet
    s,silent include-workspace-root no-install ignore-existing shell= userconfig= cache=
    registry= prefix= node-options=`),
  scripts: ['-c', '--call'],
}
const packageManager: Wrapper = {
  options: optionGrammar(`C,prefix,dir,cwd= w,workspace= ws,workspaces F,filter= r,recursive
    s,silent registry= userconfig= cache= loglevel=`),
  verbs: { exec: packageRunner, x: packageRunner, dlx: packageRunner },
}

/** Programs that run a command behind one of their verbs, such as `docker exec`. */
export const verbRunners: Readonly<Record<string, Wrapper>> = {
  bun: packageManager,
  bundle: behind('exec'),
  bunx: packageRunner,
  conda: behind('run'),
  direnv: { options: none, verbs: { exec: { options: none, operands: 1 } } },
  docker: containers,
  'docker-compose': compose,
  kubectl: cluster,
  nerdctl: containers,
  npm: packageManager,
  npx: packageRunner,
  oc: cluster,
  pdm: behind('run'),
  pipenv: behind('run'),
  pnpm: packageManager,
  podman: containers,
  poetry: behind('run'),
  uv: behind('run'),
  yarn: packageManager,
}
