// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "core/base/enumtext.h"

#include <QStringList>

#include <chrono>
#include <optional>

namespace app {

enum class LogLevel { Debug, Info, Warning, Error };
enum class LogFormat { Auto, Json, Text };
enum class Theme { System, Light, Dark };
enum class Registration { Off, Viewer, Operator, Approver };
enum class DefaultProvider { Builtin, OpenAi, Anthropic, Gemini };

// Where the server listens. Port 0 lets the system pick a free one.
struct Address
{
    QString host = QStringLiteral("127.0.0.1");
    quint16 port = 8080;
};

// How one vendor's models are reached. An empty text is the vendor's own default.
struct ProviderOptions
{
    QString baseUrl = {};
    QString model = {};
};

// Everything that can be set from outside, with the defaults of a laptop. A value: readOptions() makes it
// once at the start, and what follows gets a const reference. app/optiontable names the key of each field.
struct Options
{
    QString data = {};
    QString config = {};
    Address listen = {};

    LogLevel logLevel = LogLevel::Info;
    LogFormat logFormat = LogFormat::Auto;

    QStringList allowedHosts = {};
    QStringList corsOrigins = {};
    qint64 headerSize = 16 * 1024;
    qint64 bodySize = 8 * 1024 * 1024;
    std::chrono::milliseconds headerTime{10'000};
    std::chrono::milliseconds bodyTime{20'000};
    std::chrono::milliseconds idleTime{300'000};
    int connections = 1024;
    int connectionsPerAddress = 512;
    QStringList trustedProxies = {};

    int requestsPerMinute = 60;
    int administratorRequestsPerMinute = 600'000;
    int agentApiRequestsPerHour = 1'000;
    int workflowsPerMinute = 10;
    int signInsPerMinute = 30;
    std::chrono::milliseconds completionTime{35 * 60'000};
    std::chrono::milliseconds completionApprovalTime{5 * 60'000};
    int openSessions = 10; // of the surface agentapi

    QStringList anonymousSurfaces = {};
    Registration registration = Registration::Off;

    std::optional<Address> chatListen = {}; // a port of its own for the live chat's WebSocket
    std::chrono::milliseconds chatIdleTime{3'600'000};
    std::chrono::milliseconds chatRetention{24 * 3'600'000};
    bool chatModeration = true;
    QStringList chatRefusedWords = {};

    DefaultProvider defaultProvider = DefaultProvider::Builtin;
    ProviderOptions openai = {};
    ProviderOptions anthropic = {};
    ProviderOptions gemini = {};
    QString keyFolder = {};

    int defaultSlots = 4;
    std::chrono::milliseconds approvalExpiry{0};
    std::chrono::milliseconds approvalReminder{60 * 60'000};
    core::WhenNobodyDecides whenNobodyDecides = core::WhenNobodyDecides::Reject;
    int schedulesPerOwner = 50;
    std::chrono::milliseconds scheduleInterval{60 * 60'000};
    int scheduleBudget = 10;
    qint64 codeMemory = 512 * 1024 * 1024;
    std::chrono::milliseconds codeProcessorTime{20'000};
    std::chrono::milliseconds codeTime{30'000};
    bool fetchPrivate = false;
    bool webhooksPrivate = false;
    std::chrono::milliseconds eventsKeptFor{0};
    std::chrono::milliseconds deliveriesKeptFor = std::chrono::hours{30 * 24};

    Theme theme = Theme::System;
};

} // namespace app

template<>
struct core::Words<app::LogLevel>
{
    static constexpr std::pair<app::LogLevel, const char *> table[] = {{app::LogLevel::Debug, "debug"},
                                                                       {app::LogLevel::Info, "info"},
                                                                       {app::LogLevel::Warning, "warning"},
                                                                       {app::LogLevel::Error, "error"}};
};

template<>
struct core::Words<app::LogFormat>
{
    static constexpr std::pair<app::LogFormat, const char *> table[] = {
        {app::LogFormat::Auto, "auto"}, {app::LogFormat::Json, "json"}, {app::LogFormat::Text, "text"}};
};

template<>
struct core::Words<app::Theme>
{
    static constexpr std::pair<app::Theme, const char *> table[] = {
        {app::Theme::System, "system"}, {app::Theme::Light, "light"}, {app::Theme::Dark, "dark"}};
};

template<>
struct core::Words<app::Registration>
{
    static constexpr std::pair<app::Registration, const char *> table[] = {
        {app::Registration::Off, "off"},
        {app::Registration::Viewer, "viewer"},
        {app::Registration::Operator, "operator"},
        {app::Registration::Approver, "approver"}};
};

template<>
struct core::Words<app::DefaultProvider>
{
    static constexpr std::pair<app::DefaultProvider, const char *> table[] = {
        {app::DefaultProvider::Builtin, "builtin"},
        {app::DefaultProvider::OpenAi, "openai"},
        {app::DefaultProvider::Anthropic, "anthropic"},
        {app::DefaultProvider::Gemini, "gemini"}};
};
