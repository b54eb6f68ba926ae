// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/vendors.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

const QList<Vendor> &vendors()
{
    static const QList<Vendor> all{
        {.name = u"anthropic"_s, .kind = u"anthropic"_s},
        {.name = u"gemini"_s, // Google serves OpenAI's protocol beside its own:
                              // ai.google.dev/gemini-api/docs/openai
         .kind = u"openai"_s,
         .baseUrl = u"https://generativelanguage.googleapis.com/v1beta/openai"_s,
         .defaultModel = u"gemini-2.5-flash"_s},
        {.name = u"openai"_s, .kind = u"openai"_s},
    };
    return all;
}

QStringList vendorNames()
{
    QStringList names;
    for (const Vendor &vendor : vendors())
        names.append(vendor.name);
    return names;
}

const Vendor *findVendor(const QString &name)
{
    const auto found = std::ranges::find(vendors(), name, &Vendor::name);
    return found == vendors().end() ? nullptr : &*found;
}

} // namespace core
