// SPDX-License-Identifier: GPL-3.0-or-later
// What a person sees who opens the address in a browser, and the documents for people. Nobody needs a key to
// look: there is nothing in them that is of this server alone, but its version.
#include "core/base/resources.h"
#include "server/surfaces/system/system.h"

#include <QHash>

namespace server::system {

using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

Endpoint page(const QByteArray &path, const Asset &asset, const QString &summary)
{
    return {.method = Method::Get,
            .path = path,
            .access = Access::open(),
            .handler = AnswerNow(
                [asset](const Request &request) -> Result<Response> { return asset.answer(request); }),
            .summary = summary,
            .replies = {{.status = 200, .summary = u"A page"_s, .mediaType = u"text/html"_s}}};
}

Asset firstPage()
{
    Asset::showResources();
    QByteArray text = core::resource(u"pages/index.html");
    text.replace("%VERSION%", SIGNALBOX_VERSION);
    return Asset(text, "text/html; charset=utf-8");
}

QHash<QString, Asset> assets()
{
    QHash<QString, Asset> known;
    for (const QString &name : {u"docs.js"_s, u"index.js"_s, u"licenses.txt.gz"_s, u"pages.css"_s,
                                u"redoc.js"_s, u"redoc.standalone.js.gz"_s, u"signalbox.svg"_s,
                                u"swagger-ui-bundle.js.gz"_s, u"swagger-ui.css.gz"_s, u"theme.js"_s}) {
        const QString served = name.endsWith(u".gz") ? name.chopped(3) : name;
        known.insert(served, Asset::fromResource(name));
    }
    return known;
}

Result<Response> show(const QHash<QString, Asset> &known, const Request &request)
{
    const auto found = known.find(request.parameter(u"name"));
    if (found == known.end())
        return core::failure(core::ErrorCode::NotFound, u"There is no such file"_s);
    return found->answer(request);
}

} // namespace

std::vector<Endpoint> pageEndpoints()
{
    return {
        page("/", firstPage(), u"What this is, whether it works, and where its documents are"_s),
        page("/docs", Asset::fromResource(u"docs.html"_s), u"Try every request in Swagger UI"_s),
        page("/redoc", Asset::fromResource(u"redoc.html"_s), u"Read every request in ReDoc"_s),
        {.method = Method::Get,
         .path = "/assets/{name}",
         .access = Access::open(),
         .handler = AnswerNow([known = assets()](const Request &request) { return show(known, request); }),
         .summary = u"A file that these pages need"_s,
         .parameters = {{.name = u"name"_s, .example = u"pages.css"_s}},
         .replies = {{.status = 200, .summary = u"A style"_s, .mediaType = u"text/css"_s},
                     {.status = 200, .summary = u"a script"_s, .mediaType = u"text/javascript"_s},
                     {.status = 200, .summary = u"a picture"_s, .mediaType = u"image/svg+xml"_s},
                     {.status = 200, .summary = u"or a text"_s, .mediaType = u"text/plain"_s}}},
    };
}

} // namespace server::system
