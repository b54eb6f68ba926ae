// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/providerpresets.h"

#include "core/provider/vendors.h"

#include <QCoreApplication>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ui::Providers", text);
}

} // namespace

QList<ProviderPreset> providerPresets()
{
    const core::Vendor &gemini = *core::findVendor(u"gemini"_s);
    return {
        {.id = u"openai"_s,
         .title = u"OpenAI"_s,
         .kind = u"openai"_s,
         .name = u"openai"_s,
         .urlHint = u"https://api.openai.com/v1"_s,
         .modelHint = u"gpt-4o-mini"_s,
         .wantsKey = true},
        {.id = u"anthropic"_s,
         .title = u"Anthropic"_s,
         .kind = u"anthropic"_s,
         .name = u"anthropic"_s,
         .urlHint = u"https://api.anthropic.com"_s,
         .modelHint = u"claude-sonnet-4-5"_s,
         .wantsKey = true},
        {.id = u"gemini"_s,
         .title = u"Google Gemini"_s,
         .kind = gemini.kind,
         .name = gemini.name,
         .baseUrl = gemini.baseUrl,
         .modelHint = gemini.defaultModel,
         .wantsKey = true},
        {.id = u"ollama"_s,
         .title = tr("Ollama on this computer"),
         .kind = u"openai"_s,
         .name = u"ollama"_s,
         .baseUrl = u"http://127.0.0.1:11434/v1"_s,
         .modelHint = u"llama3.2"_s},
        {.id = u"compatible"_s,
         .title = tr("Another server with OpenAI's protocol"),
         .kind = u"openai"_s,
         .urlHint = u"https://host.example/v1"_s},
        {.id = u"anthropic-compatible"_s,
         .title = tr("Another server with Anthropic's protocol"),
         .kind = u"anthropic"_s,
         .urlHint = u"https://host.example"_s},
    };
}

QString protocolText(const QString &kind)
{
    if (kind == "openai"_L1)
        return u"OpenAI"_s;
    if (kind == "anthropic"_L1)
        return u"Anthropic"_s;
    return tr("Built in");
}

} // namespace ui
