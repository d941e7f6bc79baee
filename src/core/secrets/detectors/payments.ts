import type { Detector } from '../detector.ts'
import { issuer, nearIssuer } from './issuer.ts'
import { isRandomToken } from './randomness.ts'

const stripe = issuer('Stripe', 'Roll the key in the Stripe dashboard under Developers > API keys.')
const square = issuer(
  'Square',
  'Replace the credential in the Square developer console under your application.',
)
const dashboard = (provider: string) =>
  issuer(
    provider,
    `Regenerate the key in the ${provider} dashboard under its API or developer settings.`,
  )
const nearDashboard = (provider: string) =>
  nearIssuer(
    provider,
    `Regenerate the key in the ${provider} dashboard under its API or developer settings.`,
  )

/** Who moves money. */
export const payments: Detector[] = [
  stripe('stripe-key', '{sk|rk}_{live|test|prod}_<alnum:10-247>'),
  stripe('stripe-webhook-secret', 'whsec_<pad64:32-64>'),
  stripe('stripe-payment-secret', '{pi|seti}_<alnum:24>_secret_<alnum:25>', { tier: 'report' }),
  square('square-token', ['sq0atp-<url:22>', 'EAAA<url:56-64>']),
  square('square-secret', ['sq0csp-<url:43>', 'sandbox-sq0csb-<url:43>', 'sq0csb-<url:43>']),
  dashboard('Braintree')('braintree-token', [
    'access_token$production$<low:16>$<hex:32>',
    'access_token$sandbox$<low:16>$<hex:32>',
  ]),
  dashboard('Adyen')('adyen-key', 'AQE<b64:5>hmf<pad64:60-160>'),
  dashboard('Razorpay')('razorpay-key', 'rzp_{live|test}_<alnum:14>', { confidence: 'medium' }),
  dashboard('Paystack')('paystack-key', 'sk_{live|test}_<hex:40>'),
  dashboard('Flutterwave')('flutterwave-key', [
    'FLWSECK{_TEST-|-}<low:32>-X',
    'FLWSECK_TEST<alnum:12>',
  ]),
  dashboard('Pagar.me')('pagarme-key', 'ak_{live|test}_<alnum:30>'),
  dashboard('GoCardless')('gocardless-token', '{live|sandbox}_<url:40>', {
    confidence: 'medium',
    accept: isRandomToken,
  }),
  dashboard('Paddle')('paddle-key', [
    'pdl_{live|sdbx}_apikey_<low:26>_<alnum:22>_<alnum:3>',
    'pdl_ntfset_<low:26>_<any64:32>',
  ]),
  dashboard('Polar')(
    'polar-token',
    'polar_{oat|pat|at_u|at_o|rt_u|rt_o|cs|ci|cst|ac}_<alnum:32-64>',
  ),
  dashboard('Ramp')('ramp-secret', 'ramp_sec_<alnum:48>'),
  dashboard('Mollie')('mollie-key', '{live|test}_<alnum:30>', {
    confidence: 'medium',
    accept: isRandomToken,
  }),
  dashboard('Mercado Pago')(
    'mercado-pago-token',
    '{APP_USR|TEST}-<digit:14-18>-<digit:6>-<hex:32>-<digit:6-12>',
  ),
  dashboard('Checkout.com')('checkout-key', [
    'sk_{test_|sbox_}<low:26-36>',
    'sk_<uuid>',
    'sk_test_<uuid>',
  ]),
  dashboard('Xendit')('xendit-key', 'xnd_{production|development}_<alnum:40-64>'),
  dashboard('Omise')('omise-key', 'skey_{test_|}<low:19>'),
  dashboard('Asaas')('asaas-token', '$aact_<any64:60-220>'),
  nearDashboard('PayPal')('paypal-secret', ['paypal'], 'E<url:79>'),
  nearDashboard('Plaid')('plaid-secret', ['plaid'], '<hex:30>'),
  dashboard('Plaid')('plaid-access-token', 'access-{sandbox|development|production}-<uuid>'),
  nearDashboard('Braintree')('braintree-private-key', ['braintree'], '<hex:32>'),
  nearDashboard('Coinbase')('coinbase-key', ['coinbase'], '<url:64>'),
]
