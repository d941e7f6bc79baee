import { type OptionGrammar, optionGrammar } from './option-grammar.ts'

/**
 * Options of git itself, before the verb.
 *
 * @see https://git-scm.com/docs/git
 */
export const gitGlobals = optionGrammar(
  `C= c= git-dir= work-tree= namespace= config-env= super-prefix= attr-source= exec-path? list-cmds?
  p,paginate P,no-pager v,version h,help bare no-replace-objects literal-pathspecs glob-pathspecs
  noglob-pathspecs icase-pathspecs no-optional-locks no-lazy-fetch no-advice html-path man-path
  info-path`,
)

const dates = 'committer-date-is-author-date'
const merging = `s,strategy= X,strategy-option= S,gpg-sign? signoff rerere-autoupdate autostash`
const picking = `quit continue abort skip cleanup= n,no-commit e,edit s,signoff m,mainline=
  rerere-autoupdate strategy= X,strategy-option= S,gpg-sign?`
const fetching = `v,verbose q,quiet all set-upstream a,append atomic upload-pack= f,force t,tags
  j,jobs= p,prune recurse-submodules? dry-run k,keep progress depth= shallow-since=
  shallow-exclude= deepen= unshallow update-shallow refmap= o,server-option= 4,ipv4 6,ipv6
  negotiation-tip= show-forced-updates`
const restoring = `overlay q,quiet recurse-submodules? progress m,merge conflict= 2,ours 3,theirs
  p,patch ignore-skip-worktree-bits pathspec-from-file= pathspec-file-nul`
const switching = `guess q,quiet recurse-submodules? progress m,merge conflict= d,detach t,track?
  f,force orphan= overwrite-ignore ignore-other-worktrees`

/**
 * Options by verb, as `git VERB -h` lists them, those of its own verbs (`git stash push`) with them.
 * An option of a later git is not known here: then it may take the next word as its value.
 */
const verbs: Readonly<Record<string, string>> = {
  add: `n,dry-run v,verbose i,interactive p,patch e,edit f,force u,update renormalize
    N,intent-to-add A,all ignore-removal refresh ignore-errors ignore-missing sparse chmod=
    pathspec-from-file= pathspec-file-nul`,
  am: `i,interactive 3,3way q,quiet s,signoff u,utf8 k,keep keep-non-patch m,message-id keep-cr
    c,scissors quoted-cr= whitespace= ignore-space-change ignore-whitespace directory= exclude=
    include= C= p= patch-format= reject resolvemsg= continue r,resolved skip abort quit retry
    show-current-patch? allow-empty ${dates} ignore-date rerere-autoupdate S,gpg-sign? empty=
    n,no-verify`,
  archive: `format= prefix= add-file= add-virtual-file= o,output= worktree-attributes v,verbose
    mtime= l,list remote= exec=`,
  branch: `v,verbose q,quiet t,track? u,set-upstream-to= unset-upstream color? r,remotes contains=
    no-contains= abbrev? a,all d,delete D m,move M c,copy C l,list show-current create-reflog
    edit-description f,force merged= no-merged= column? sort= points-at= i,ignore-case
    recurse-submodules format= omit-empty`,
  checkout: `b= B= l ${switching} ${restoring}`,
  'cherry-pick': `${picking} x ff allow-empty allow-empty-message keep-redundant-commits empty=`,
  clean: 'q,quiet n,dry-run f,force i,interactive d e,exclude= x X',
  clone: `v,verbose q,quiet progress reject-shallow n,no-checkout bare mirror l,local
    no-hardlinks s,shared recurse-submodules? recursive? j,jobs= template= reference=
    reference-if-able= dissociate o,origin= b,branch= revision= u,upload-pack= depth=
    shallow-since= shallow-exclude= single-branch no-tags tags shallow-submodules
    separate-git-dir= ref-format= c,config= server-option= 4,ipv4 6,ipv6 filter=
    also-filter-submodules remote-submodules sparse bundle-uri=`,
  commit: `q,quiet v,verbose F,file= author= date= m,message= c,reedit-message=
    C,reuse-message= fixup= squash= reset-author trailer= s,signoff t,template= e,edit cleanup=
    status S,gpg-sign? a,all i,include interactive p,patch o,only n,no-verify dry-run short branch
    ahead-behind porcelain long z,null amend no-post-rewrite u,untracked-files?
    pathspec-from-file= pathspec-file-nul allow-empty allow-empty-message U,unified=
    inter-hunk-context=`,
  config: `global system local worktree f,file= blob= get get-all get-regexp get-urlmatch
    replace-all add unset unset-all rename-section remove-section l,list fixed-value e,edit
    get-color get-colorbool t,type= bool int bool-or-int bool-or-str path expiry-date z,null
    name-only includes show-origin show-scope default= all comment= value= regexp url= append
    show-names`,
  fetch: `${fetching} m,multiple n prefetch P,prune-tags write-fetch-head u,update-head-ok refetch
    negotiate-only filter= auto-maintenance auto-gc write-commit-graph stdin porcelain`,
  gc: `q,quiet prune? cruft max-cruft-size= aggressive auto detach force keep-largest-pack
    expire-to=`,
  init: `template= bare shared? q,quiet separate-git-dir= b,initial-branch= object-format=
    ref-format=`,
  merge: `n stat summary compact-summary log? squash commit e,edit cleanup= ff ff-only
    verify-signatures ${merging} m,message= F,file= into-name= v,verbose q,quiet abort quit
    continue allow-unrelated-histories progress overwrite-ignore no-verify`,
  mv: 'v,verbose n,dry-run f,force k sparse',
  notes: `ref= m,message= F,file= c,reedit-message= C,reuse-message= e,edit allow-empty f,force
    separator? stripspace stdin for-rewrite= commit abort s,strategy= v,verbose q,quiet n,dry-run
    ignore-missing`,
  pull: `${fetching} r,rebase? n stat log? squash commit edit cleanup= ff ff-only verify
    verify-signatures ${merging} allow-unrelated-histories`,
  push: `v,verbose q,quiet repo= all branches mirror d,delete tags n,dry-run porcelain f,force
    force-with-lease? force-if-includes recurse-submodules= thin receive-pack= exec=
    u,set-upstream progress prune no-verify follow-tags signed? atomic o,push-option= 4,ipv4
    6,ipv6`,
  rebase: `onto= keep-base no-verify q,quiet v,verbose n,no-stat ${dates} reset-author-date
    ignore-date C= ignore-whitespace whitespace= f,force-rebase no-ff continue skip abort quit
    edit-todo show-current-patch apply m,merge i,interactive empty= autosquash update-refs trailer=
    x,exec= r,rebase-merges? fork-point root reschedule-failed-exec reapply-cherry-picks
    keep-empty ${merging}`,
  reset: `q,quiet refresh mixed soft hard merge keep recurse-submodules? p,patch N,intent-to-add
    pathspec-from-file= pathspec-file-nul U,unified= inter-hunk-context=`,
  restore: `s,source= S,staged W,worktree ignore-unmerged ${restoring}`,
  revert: `${picking} reference`,
  rm: `n,dry-run q,quiet cached f,force r ignore-unmatch sparse pathspec-from-file=
    pathspec-file-nul`,
  stash: `k,keep-index S,staged p,patch q,quiet u,include-untracked a,all m,message=
    pathspec-from-file= pathspec-file-nul index only-untracked`,
  switch: `c,create= C,force-create= discard-changes ${switching}`,
  tag: `l,list n? d,delete v,verify a,annotate m,message= F,file= trailer= e,edit s,sign cleanup=
    u,local-user= f,force create-reflog column? contains= no-contains= merged= no-merged= sort=
    points-at= format= color? i,ignore-case omit-empty`,
  'update-ref': 'm= d no-deref z stdin create-reflog batch-updates',
  worktree: `f,force b= B= d,detach checkout orphan lock reason= q,quiet track guess-remote
    relative-paths n,dry-run v,verbose expire= porcelain z`,
}

const grammars = new Map<string, OptionGrammar>()

/** The options of a verb of git, `undefined` where they are not listed. */
export function gitVerbOptions(verb: string): OptionGrammar | undefined {
  if (!Object.hasOwn(verbs, verb)) return undefined
  const grammar = grammars.get(verb) ?? optionGrammar(verbs[verb] ?? '', { negates: true })
  grammars.set(verb, grammar)
  return grammar
}
