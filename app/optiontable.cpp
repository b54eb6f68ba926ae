// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/optiontable.h"

namespace app {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

constexpr qint64 kibibyte = 1024;
constexpr qint64 mebibyte = 1024 * kibibyte;

QList<OptionRow> programRows()
{
    return {
        {u"config"_s, pathKind([](Options &o) -> QString & { return o.config; }),
         u"The configuration file, in YAML."_s},
        {u"data"_s, pathKind([](Options &o) -> QString & { return o.data; }),
         u"The folder that everything is kept in. One process at a time works on it."_s},
        {u"listen"_s, addressKind([](Options &o) -> Address & { return o.listen; }),
         u"Where the server listens; port 0 picks a free one."_s},
        {u"log.level"_s, choiceKind<LogLevel>([](Options &o) -> LogLevel & { return o.logLevel; }),
         u"The least important lines that are logged."_s},
        {u"log.format"_s, choiceKind<LogFormat>([](Options &o) -> LogFormat & { return o.logFormat; }),
         u"The form of the log on stderr; auto is text on a terminal and JSON elsewhere."_s},
        {u"appearance.theme"_s, choiceKind<Theme>([](Options &o) -> Theme & { return o.theme; }),
         u"The look of the console; system follows the desktop."_s},
    };
}

QList<OptionRow> serverRows()
{
    using Time = Range<milliseconds>;
    return {
        {u"http.allowed_hosts"_s, listKind([](Options &o) -> QStringList & { return o.allowedHosts; }),
         u"Names that the server answers to beside addresses and localhost; * is any."_s},
        {u"http.cors_origins"_s, originsKind([](Options &o) -> QStringList & { return o.corsOrigins; }),
         u"Origins of web pages whose scripts may use the server."_s},
        {u"http.header_size"_s,
         sizeKind([](Options &o) -> qint64 & { return o.headerSize; }, {kibibyte, mebibyte, Zero::TurnsOff}),
         u"The longest head of a request."_s},
        {u"http.body_size"_s,
         sizeKind([](Options &o) -> qint64 & { return o.bodySize; },
                  {kibibyte, 1024 * mebibyte, Zero::TurnsOff}),
         u"The longest body of an upload; other requests have smaller limits."_s},
        {u"http.header_time"_s,
         durationKind([](Options &o) -> milliseconds & { return o.headerTime; },
                      Time{1s, 1h, Zero::TurnsOff}),
         u"How long a client may take to send the head of a request."_s},
        {u"http.body_time"_s,
         durationKind([](Options &o) -> milliseconds & { return o.bodyTime; }, Time{1s, 1h, Zero::TurnsOff}),
         u"How long it may take to begin with the body."_s},
        {u"http.idle_time"_s,
         durationKind([](Options &o) -> milliseconds & { return o.idleTime; }, Time{1s, 24h, Zero::TurnsOff}),
         u"How long a connection may be idle between two requests."_s},
        {u"http.connections"_s,
         numberKind([](Options &o) -> int & { return o.connections; }, {1, 100'000, Zero::TurnsOff}),
         u"The most connections at once."_s},
        {u"http.connections_per_address"_s,
         numberKind([](Options &o) -> int & { return o.connectionsPerAddress; },
                    {1, 100'000, Zero::TurnsOff}),
         u"The most connections at once from one address."_s},
        {u"http.trusted_proxies"_s,
         networksKind([](Options &o) -> QStringList & { return o.trustedProxies; }),
         u"The proxies whose X-Forwarded-For says which client asks."_s},
    };
}

QList<OptionRow> limitRows()
{
    constexpr Range<int> limit{1, 1'000'000, Zero::TurnsOff};
    return {
        {u"rate_limit.per_minute"_s,
         numberKind([](Options &o) -> int & { return o.requestsPerMinute; }, limit),
         u"The most requests of one caller in a minute, on endpoints that start work."_s},
        {u"rate_limit.administrators_per_minute"_s,
         numberKind([](Options &o) -> int & { return o.administratorRequestsPerMinute; }, limit),
         u"The same for administrators; off when the other is off."_s},
        {u"rate_limit.agentapi_per_hour"_s,
         numberKind([](Options &o) -> int & { return o.agentApiRequestsPerHour; }, limit),
         u"The most requests with one key in an hour in the surface agentapi."_s},
        {u"rate_limit.workflows_per_minute"_s,
         numberKind([](Options &o) -> int & { return o.workflowsPerMinute; }, limit),
         u"The most workflows that one client starts in a minute."_s},
        {u"rate_limit.sign_ins_per_minute"_s,
         numberKind([](Options &o) -> int & { return o.signInsPerMinute; }, limit),
         u"The most attempts to sign in or register from one address in a minute."_s},
        {u"agentapi.open_sessions"_s, numberKind([](Options &o) -> int & { return o.openSessions; }, limit),
         u"The most sessions that one account may have open in the surface agentapi."_s},
    };
}

QList<OptionRow> accessRows()
{
    return {
        {u"access.anonymous"_s, listKind([](Options &o) -> QStringList & { return o.anonymousSurfaces; }),
         u"Surfaces that serve programs on this computer without a key, such as goagents."_s},
        {u"access.registration"_s,
         choiceKind<Registration>([](Options &o) -> Registration & { return o.registration; }),
         u"The role that new accounts get; off: nobody registers without an invitation."_s},
    };
}

QList<OptionRow> agentRows()
{
    return {
        {u"run.default_slots"_s, numberKind([](Options &o) -> int & { return o.defaultSlots; }, {1, 1'000}),
         u"How many steps of tasks without a cluster run at once."_s},
        {u"approvals.expiry"_s,
         durationKind([](Options &o) -> milliseconds & { return o.approvalExpiry; },
                      Range<milliseconds>{1s, 24h * 365, Zero::TurnsOff}),
         u"How long an approval waits for a person; off: as long as it takes."_s},
        {u"approvals.reminder"_s,
         durationKind([](Options &o) -> milliseconds & { return o.approvalReminder; },
                      Range<milliseconds>{1min, 24h * 365, Zero::TurnsOff}),
         u"After which time people are told again that one waits; then once a day."_s},
        {u"approvals.when_nobody_decides"_s,
         choiceKind<core::WhenNobodyDecides>(
             [](Options &o) -> core::WhenNobodyDecides & { return o.whenNobodyDecides; }),
         u"What happens when approvals.expiry is over. Nothing of it approves."_s},
        {u"schedules.per_owner"_s,
         numberKind([](Options &o) -> int & { return o.schedulesPerOwner; }, {1, 100'000}),
         u"How many schedules one owner may have."_s},
        {u"schedules.interval"_s,
         durationKind([](Options &o) -> milliseconds & { return o.scheduleInterval; },
                      Range<milliseconds>{1min, 24h}),
         u"The shortest time between two runs of a schedule."_s},
        {u"schedules.budget"_s,
         numberKind([](Options &o) -> int & { return o.scheduleBudget; }, {1, 1'000'000}),
         u"The most US dollars that a run of a schedule may be allowed to cost."_s},
        {u"code.memory"_s,
         sizeKind([](Options &o) -> qint64 & { return o.codeMemory; }, {64 * mebibyte, 64 * 1024 * mebibyte}),
         u"The memory that one execution of an agent's code may use."_s},
        {u"code.processor_time"_s,
         durationKind([](Options &o) -> milliseconds & { return o.codeProcessorTime; },
                      Range<milliseconds>{1s, 24h}),
         u"The processor time that it may use."_s},
        {u"code.time"_s,
         durationKind([](Options &o) -> milliseconds & { return o.codeTime; }, Range<milliseconds>{1s, 24h}),
         u"How long it may take."_s},
        {u"webhooks.private"_s, switchKind([](Options &o) -> bool & { return o.webhooksPrivate; }),
         u"Let webhooks go to loopback, private and link-local addresses."_s},
        {u"tools.fetch_private"_s, switchKind([](Options &o) -> bool & { return o.fetchPrivate; }),
         u"Let agents fetch from loopback, private and link-local addresses."_s},
    };
}

QList<OptionRow> retentionRows()
{
    using Time = Range<milliseconds>;
    return {
        {u"retention.events"_s,
         durationKind([](Options &o) -> milliseconds & { return o.eventsKeptFor; },
                      Time{24h, 24h * 3650, Zero::TurnsOff}),
         u"How long the events of a task that ended are kept; 0 is for ever. The task itself stays."_s},
        {u"retention.deliveries"_s,
         durationKind([](Options &o) -> milliseconds & { return o.deliveriesKeptFor; },
                      Time{1h, 24h * 3650, Zero::TurnsOff}),
         u"How long webhook messages that were delivered, or given up, are kept; 0 is for ever."_s},
    };
}

QList<OptionRow> completionRows()
{
    const Range<milliseconds> time{1s, 24h};
    return {
        {u"openai.answer_time"_s,
         durationKind([](Options &o) -> milliseconds & { return o.completionTime; }, time),
         u"How long a request of OpenAI's protocol waits for its answer."_s},
        {u"openai.approval_time"_s,
         durationKind([](Options &o) -> milliseconds & { return o.completionApprovalTime; }, time),
         u"How long it waits for a person who must decide, before it says so and ends."_s},
    };
}

QList<OptionRow> chatRows()
{
    using Time = Range<milliseconds>;
    return {
        {u"livechat.listen"_s,
         optionalAddressKind([](Options &o) -> std::optional<Address> & { return o.chatListen; }),
         u"A port of its own for the live chat's WebSocket."_s},
        {u"livechat.idle_time"_s,
         durationKind([](Options &o) -> milliseconds & { return o.chatIdleTime; },
                      Time{1s, 24h * 365, Zero::TurnsOff}),
         u"How long a chat may be silent before it ends."_s},
        {u"livechat.retention"_s,
         durationKind([](Options &o) -> milliseconds & { return o.chatRetention; },
                      Time{1s, 24h * 3650, Zero::TurnsOff}),
         u"How long a chat that ended is kept; 0 is for ever."_s},
        {u"livechat.moderation"_s, switchKind([](Options &o) -> bool & { return o.chatModeration; }),
         u"Hold back advertising, script and refused words; blot out addresses."_s},
        {u"livechat.refused_words"_s,
         listKind([](Options &o) -> QStringList & { return o.chatRefusedWords; }),
         u"Words that nobody may write in a chat."_s},
    };
}

QList<OptionRow> providerRows()
{
    return {
        {u"provider.default"_s,
         choiceKind<DefaultProvider>([](Options &o) -> DefaultProvider & { return o.defaultProvider; }),
         u"Who answers where a request or an agent names no provider."_s},
        {u"provider.keys"_s, pathKind([](Options &o) -> QString & { return o.keyFolder; }),
         u"The folder of key files, such as openai.key; nobody else may read them."_s},
        {u"provider.openai.base_url"_s, urlKind([](Options &o) -> QString & { return o.openai.baseUrl; }),
         u"The server that speaks OpenAI's protocol (OpenAI, Ollama, llama.cpp, vLLM)."_s},
        {u"provider.openai.model"_s, textKind([](Options &o) -> QString & { return o.openai.model; }),
         u"The model where none is named."_s},
        {u"provider.anthropic.base_url"_s,
         urlKind([](Options &o) -> QString & { return o.anthropic.baseUrl; }),
         u"The server that speaks Anthropic's protocol."_s},
        {u"provider.anthropic.model"_s, textKind([](Options &o) -> QString & { return o.anthropic.model; }),
         u"The model where none is named."_s},
        {u"provider.gemini.base_url"_s, urlKind([](Options &o) -> QString & { return o.gemini.baseUrl; }),
         u"The server that speaks OpenAI's protocol for Gemini."_s},
        {u"provider.gemini.model"_s, textKind([](Options &o) -> QString & { return o.gemini.model; }),
         u"The model where none is named."_s},
    };
}

} // namespace

QString OptionRow::variable() const
{
    QString name = key.toUpper();
    return u"SIGNALBOX_"_s + name.replace(u'.', u'_');
}

QString OptionRow::argument() const
{
    QString name = key;
    return u"--"_s + name.replace(u'.', u'-').replace(u'_', u'-');
}

QList<OptionRow> optionTable()
{
    return programRows() + serverRows() + limitRows() + accessRows() + agentRows() + retentionRows() +
           completionRows() + chatRows() + providerRows();
}

} // namespace app
