// Prints what Netlify sends for paths by the _headers and _redirects of a folder, as JSON,
// with Netlify's parser of headers and matcher of redirects.
import {readFileSync} from "node:fs";
import {parseAllHeaders} from "netlify-headers-parser";
import redirector from "netlify-redirector";

const [folder, ...paths] = process.argv.slice(2);
const {headers, errors} = await parseAllHeaders({headersFiles: [`${folder}/_headers`], configHeaders: []});
const options = {jwtSecret: "", jwtRoleClaim: ""};
const redirects = await redirector.parsePlain(readFileSync(`${folder}/_redirects`, "utf-8"), options);
const request = {scheme: "https", host: "harbour.example", query: "", headers: {}, cookieValues: {}};
const answers = paths.map((path) => {
  const moved = redirects.match({...request, path, getHeader: () => "", getCookie: () => ""});
  const rules = headers.filter(({forRegExp}) => forRegExp.test(path));
  return {
    headers: Object.assign({}, ...rules.map(({values}) => values)),
    location: moved ? `${moved.status} ${moved.to}` : null,
  };
});
console.log(JSON.stringify({errors: errors.map(String), answers}));
