// What Ghost itself makes of posts: for each line of input, a post of the call, one line of output:
// {"wrong": what its schema says, "html": what its readers get of what its converter made}.
// node ghost.mjs MODULES
import {createRequire} from 'node:module';
import {createInterface} from 'node:readline';

const load = createRequire(`${process.argv[2]}/package.json`);
const {htmlToLexical} = load('@tryghost/kg-html-to-lexical');
const {DEFAULT_NODES} = load('@tryghost/kg-default-nodes');
const {LexicalHTMLRenderer} = load('@tryghost/kg-lexical-html-renderer');
const schema = load('@tryghost/admin-api-schema');
const renderer = new LexicalHTMLRenderer({nodes: DEFAULT_NODES});

for await (const line of createInterface({input: process.stdin})) {
    const post = JSON.parse(line);
    let wrong = '';
    try {
        await schema.validate({data: {posts: [post]}, schema: 'posts-add', definition: 'posts'});
    } catch (error) {
        wrong = `${error.message} ${error.context ?? ''} ${JSON.stringify(error.errorDetails ?? '')}`;
    }
    const html = await renderer.render(JSON.stringify(htmlToLexical(post.html)));
    console.log(JSON.stringify({wrong, html}));
}
