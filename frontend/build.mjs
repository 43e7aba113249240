// Makes the vendor files of Luotsi's interface from pinned npm packages:
//
//   npm ci && npm run build
//
// The output is committed, so nobody needs Node to install, run or test Luotsi.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'lightningcss'
import postcss from 'postcss'
import { compile } from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, 'node_modules')
const parts = join(here, '..', 'src', 'luotsi', 'web', 'parts')
const vendor = join(parts, 'vendor')
const fonts = join(parts, 'static', 'parts', 'fonts')
const testVendor = join(here, '..', 'tests', 'vendor')

// Variants of GOV.UK parts that no template of Luotsi uses; leaving them out saves a sixth of the style sheet.
const UNUSED = /--start|--inverse|__start-icon|--small|conditional|--inline|extra-letter|hidden-focusable|--xl|--l\b|-moz-focus-inner/

function version (name) {
  return JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version
}

/** GOV.UK Frontend's parts as one minified style sheet, without the unused variants. */
function buildGovuk () {
  const compiled = compile(join(here, 'govuk.scss'), { style: 'expanded', loadPaths: [here], quietDeps: true })
  const sheet = postcss.parse(compiled.css)
  sheet.walkRules(rule => {
    // `:not(.govuk-label--l)` only excludes a variant, so it does not make a rule unused.
    const used = rule.selectors.filter(selector => !UNUSED.test(selector.replace(/:not\([^)]*\)/g, '')))
    if (used.length) rule.selectors = used
    else rule.remove()
  })
  const { code } = transform({ filename: 'govuk.css', code: Buffer.from(sheet.toString()), minify: true })
  const target = join(vendor, 'govuk-frontend')
  mkdirSync(target, { recursive: true })
  writeFileSync(join(target, 'govuk.css'), code)
  cpSync(join(here, 'licences', 'govuk-frontend.txt'), join(target, 'LICENSE.txt'))
}

/** The icons named in icons.txt as one JSON object: name → the inside of a 24 × 24 stroke drawing. */
function buildIcons () {
  const names = readFileSync(join(here, 'icons.txt'), 'utf8').split('\n').map(line => line.trim()).filter(Boolean)
  const icons = {}
  for (const name of names.sort()) {
    const svg = readFileSync(join(modules, 'lucide-static', 'icons', `${name}.svg`), 'utf8')
    icons[name] = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
      .replace(/\s*\n\s*/g, '').replace(/ \/>/g, '/>')
  }
  const target = join(vendor, 'lucide')
  mkdirSync(target, { recursive: true })
  writeFileSync(join(target, 'icons.json'), JSON.stringify(icons, null, 1) + '\n')
  cpSync(join(modules, 'lucide-static', 'LICENSE'), join(target, 'LICENSE.txt'))
}

/** Nunito Sans with a variable weight: Latin, and Latin extended for š, ž and the Sámi languages. */
function buildFonts () {
  const source = join(modules, '@fontsource-variable', 'nunito-sans')
  mkdirSync(fonts, { recursive: true })
  for (const subset of ['latin', 'latin-ext']) {
    cpSync(join(source, 'files', `nunito-sans-${subset}-wght-normal.woff2`), join(fonts, `nunito-sans-${subset}.woff2`))
  }
  cpSync(join(source, 'LICENSE'), join(fonts, 'LICENSE-nunito-sans.txt'))
}

/** The accessibility engine that the tests load into Chromium. Not part of the installed package. */
function buildTestTools () {
  mkdirSync(testVendor, { recursive: true })
  cpSync(join(modules, 'axe-core', 'axe.min.js'), join(testVendor, 'axe.min.js'))
  cpSync(join(modules, 'axe-core', 'LICENSE'), join(testVendor, 'LICENSE-axe-core.txt'))
}

function writeVersions () {
  const names = ['govuk-frontend', 'lucide-static', '@fontsource-variable/nunito-sans', 'axe-core']
  const versions = Object.fromEntries(names.map(name => [name, version(name)]))
  writeFileSync(join(vendor, 'versions.json'), JSON.stringify(versions, null, 2) + '\n')
}

rmSync(vendor, { recursive: true, force: true })
buildGovuk()
buildIcons()
buildFonts()
buildTestTools()
writeVersions()
