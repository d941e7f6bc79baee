import type { Detector } from '../detector.ts'
import { issuer, nearIssuer } from './issuer.ts'

const openai = issuer('OpenAI', 'Delete the key at platform.openai.com under API keys.')
const anthropic = issuer('Anthropic', 'Delete the key in the Anthropic console under API keys.')
const cursor = issuer('Cursor', 'Delete the key in the Cursor dashboard under API keys.')
const hugging = issuer(
  'Hugging Face',
  'Invalidate the token at huggingface.co under Settings > Access Tokens.',
)
const keyPage = (provider: string) =>
  issuer(provider, `Delete the key on the API keys page of the ${provider} account.`)

/** Makers and hosts of language, image and speech models, and what is built around them. */
export const models: Detector[] = [
  openai('openai-key', ['sk-{proj|svcacct|admin|service}-<url:40-220>']),
  openai('openai-key-legacy', 'sk-<alnum:20>T3BlbkFJ<alnum:20>'),
  openai('openai-key-plain', 'sk-<alnum:48>', { confidence: 'medium' }),
  openai('openai-session', 'sess-<alnum:40>'),
  anthropic('anthropic-key', 'sk-ant-<low:3-8>-<url:32-200>'),
  cursor('cursor-key', ['crsr_<hex:64>', 'key_<hex:64>']),
  hugging('hugging-face-token', '{hf_|api_org_}<alnum:34>'),
  keyPage('Replicate')('replicate-token', 'r8_<url:37>'),
  keyPage('Groq')('groq-key', 'gsk_<alnum:52>'),
  keyPage('xAI')('xai-key', 'xai-<word:80>'),
  keyPage('Perplexity')('perplexity-key', 'pplx-<alnum:40-56>'),
  keyPage('OpenRouter')('openrouter-key', 'sk-or-v1-<hex:64>'),
  keyPage('Fireworks AI')('fireworks-key', 'fw_<alnum:22-32>'),
  keyPage('Together AI')('together-key', 'tgp_v1_<url:43>'),
  keyPage('NVIDIA')('nvidia-key', 'nvapi-<url:60-80>'),
  keyPage('Pinecone')('pinecone-key', 'pcsk_<alnum:5-6>_<alnum:63>'),
  keyPage('LangSmith')('langsmith-key', 'lsv2_{pt|sk}_<hex:32>_<hex:10>'),
  keyPage('Langfuse')('langfuse-key', 'sk-lf-<uuid>'),
  keyPage('ElevenLabs')('elevenlabs-key', 'sk_<hex:48>'),
  keyPage('Tavily')('tavily-key', 'tvly-<url:32-48>'),
  keyPage('Firecrawl')('firecrawl-key', 'fc-<hex:32>'),
  keyPage('Voyage AI')('voyage-key', 'pa-<url:43>'),
  keyPage('Jina AI')('jina-key', 'jina_<url:52-80>'),
  keyPage('Cerebras')('cerebras-key', 'csk-<low:48>'),
  keyPage('E2B')('e2b-key', 'e2b_<hex:40>'),
  keyPage('Weights & Biases')('wandb-key', 'wandb_v1_<word:60-100>'),
  keyPage('LlamaCloud')('llama-cloud-key', 'llx-<alnum:48>'),
  keyPage('DeepSeek')('deepseek-key', 'sk-<hex:32>', { confidence: 'medium' }),
  keyPage('Helicone')('helicone-key', 'sk-helicone-<low:7>-<low:7>-<low:7>-<low:7>'),
  nearIssuer('Cohere', 'Delete the key in the Cohere dashboard under API keys.')(
    'cohere-key',
    ['cohere', 'co_api_key'],
    '<alnum:40>',
  ),
  nearIssuer('fal', 'Delete the key on the API keys page of the fal account.')(
    'fal-key',
    ['fal_key', 'fal.ai'],
    '<uuid>:<hex:32>',
  ),
  nearIssuer('Modal', 'Delete the token under Settings > API tokens of the Modal workspace.')(
    'modal-token',
    ['modal_token'],
    '{ak|as}-<alnum:22>',
  ),
  nearIssuer('Mistral AI', 'Delete the key in the Mistral console under API keys.')(
    'mistral-key',
    ['mistral'],
    '<alnum:32>',
  ),
]
