import { linkMinutes } from './sign-in.store.ts'

/* The mails of this feature. In the reader's language; English where we have no other. */

interface Words {
  readonly dir: 'ltr' | 'rtl'
  readonly subject: string
  readonly greeting: string
  readonly ask: string
  readonly button: string
  readonly until: string
  readonly otherwise: string
}

const words: Readonly<Record<'en' | 'fr' | 'ar', Words>> = {
  en: {
    dir: 'ltr',
    subject: 'Your sign-in link',
    greeting: 'Hello,',
    ask: 'Somebody, most likely you, asked to sign in with this address. Open this link, then press the button on the page:',
    button: 'Sign in',
    until: `It works once, within ${linkMinutes} minutes.`,
    otherwise: 'If it was not you, do nothing: without this link nobody can sign in. Do not pass it on.',
  },
  fr: {
    dir: 'ltr',
    subject: 'Votre lien de connexion',
    greeting: 'Bonjour,',
    ask: 'Quelqu’un, sans doute vous, a demandé à se connecter avec cette adresse. Ouvrez ce lien, puis appuyez sur le bouton de la page :',
    button: 'Se connecter',
    until: `Il fonctionne une seule fois, pendant ${linkMinutes} minutes.`,
    otherwise:
      'Si ce n’était pas vous, ne faites rien : sans ce lien, personne ne peut se connecter. Ne le transmettez à personne.',
  },
  ar: {
    dir: 'rtl',
    subject: 'رابط تسجيل الدخول الخاص بك',
    greeting: 'مرحبًا،',
    ask: 'طلب أحدهم، وعلى الأرجح أنت، تسجيل الدخول بهذا العنوان. افتح هذا الرابط ثم اضغط الزر في الصفحة:',
    button: 'تسجيل الدخول',
    until: `يعمل الرابط مرة واحدة فقط، خلال ${linkMinutes} دقيقة.`,
    otherwise: 'إذا لم تكن أنت من طلبه فلا تفعل شيئًا: لا يستطيع أحد الدخول من دون هذا الرابط. لا تُرسله إلى أحد.',
  },
}

/** `link` is ours: it holds nothing that a person wrote. */
export function signInMail({ to, language, link }: { to: string; language: string; link: string }) {
  const known = language === 'fr' || language === 'ar' ? language : 'en'
  const it = words[known]
  const text = [it.greeting, it.ask, link, it.until, it.otherwise].join('\n\n')
  const html = `<!doctype html><html lang="${known}" dir="${it.dir}"><body style="font:16px/1.5 sans-serif;color:#1B2A30;max-width:36em">
<p>${it.greeting}</p><p>${it.ask}</p>
<p><a href="${link}" style="display:inline-block;padding:12px 24px;border-radius:8px;background:#0B5563;color:#FFFFFF;text-decoration:none">${it.button}</a></p>
<p style="font-size:14px;color:#4A5A60"><bdi dir="ltr">${link}</bdi></p>
<p>${it.until}</p><p>${it.otherwise}</p></body></html>`
  return { to, subject: it.subject, text, html, language: known }
}
