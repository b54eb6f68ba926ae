// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/providerfailure.h"

#include "core/base/json.h"
#include "core/base/retryafter.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QMetaEnum>

#include <algorithm>

namespace core {

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

enum class Trouble { Key, Permission, Model, Rate, Quota, Overload, Fault, Length, Request, Content };

struct Word
{
    QStringView word;
    Trouble trouble;
};

// The codes and types that the vendors document for their error objects.
constexpr Word words[] = {
    {u"invalid_api_key", Trouble::Key},
    {u"authentication_error", Trouble::Key},
    {u"permission_error", Trouble::Permission},
    {u"model_not_found", Trouble::Model},
    {u"not_found_error", Trouble::Model},
    {u"rate_limit_exceeded", Trouble::Rate},
    {u"rate_limit_error", Trouble::Rate},
    {u"insufficient_quota", Trouble::Quota},
    {u"billing_error", Trouble::Quota},
    {u"billing_not_active", Trouble::Quota},
    {u"billing_hard_limit_reached", Trouble::Quota},
    {u"overloaded_error", Trouble::Overload},
    {u"server_error", Trouble::Fault},
    {u"api_error", Trouble::Fault},
    {u"timeout_error", Trouble::Fault},
    {u"context_length_exceeded", Trouble::Length},
    {u"exceed_context_size_error", Trouble::Length},
    {u"string_above_max_length", Trouble::Length},
    {u"request_too_large", Trouble::Length},
    {u"content_filter", Trouble::Content},
    {u"content_policy_violation", Trouble::Content},
    {u"invalid_request_error", Trouble::Request},
    // Google's, in the reason of a detail and in the status
    {u"API_KEY_INVALID", Trouble::Key},
    {u"API_KEY_EXPIRED", Trouble::Key},
    {u"API_KEY_SERVICE_BLOCKED", Trouble::Permission},
    {u"SERVICE_DISABLED", Trouble::Permission},
    {u"BILLING_DISABLED", Trouble::Quota},
    {u"UNAUTHENTICATED", Trouble::Key},
    {u"PERMISSION_DENIED", Trouble::Permission},
    {u"FAILED_PRECONDITION", Trouble::Permission},
    {u"NOT_FOUND", Trouble::Model},
    {u"RESOURCE_EXHAUSTED", Trouble::Rate},
    {u"UNAVAILABLE", Trouble::Overload},
    {u"INTERNAL", Trouble::Fault},
    {u"DEADLINE_EXCEEDED", Trouble::Fault},
    {u"INVALID_ARGUMENT", Trouble::Request},
    // of servers that name their errors after the classes of Python
    {u"AuthenticationError", Trouble::Key},
    {u"PermissionDeniedError", Trouble::Permission},
    {u"NotFoundError", Trouble::Model},
    {u"RateLimitError", Trouble::Rate},
    {u"InternalServerError", Trouble::Fault},
    {u"ServiceUnavailableError", Trouble::Overload},
    {u"BadRequestError", Trouble::Request},
};

constexpr QStringView parameters[] = {u"model",       u"messages",      u"tools",
                                      u"temperature", u"max_tokens",    u"max_completion_tokens",
                                      u"stream",      u"stream_options"};

// What is known of an error object; hostile until a word matches.
struct Known
{
    std::optional<Trouble> trouble = {};
    QString word = {};
    QString parameter = {};
};

QStringList givenWords(const QJsonObject &error)
{
    QStringList texts;
    for (const QJsonValue &detail : error.value("details"_L1).toArray())
        texts.append(detail["reason"_L1].toString());
    for (const auto key : {"code"_L1, "type"_L1, "status"_L1})
        texts.append(error.value(key).toString());
    return texts;
}

// Some servers put the status that they would have answered with into their error.
int statusIn(const QJsonObject &error)
{
    for (const auto key : {"code"_L1, "status"_L1}) {
        const int status = error.value(key).toVariant().toInt();
        if (status >= 400 && status < 600)
            return status;
    }
    return 0;
}

// The object of an answer, which some servers put into a list; nothing where there is none.
std::optional<QJsonObject> objectIn(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    const QJsonValue value = document.isArray() ? document.array().first() : QJsonValue(document.object());
    return !document.isNull() && value.isObject() && depthOf(value) <= 64 ? std::optional(value.toObject())
                                                                          : std::nullopt;
}

// The error that an answer is or carries; undefined where it is none.
QJsonValue errorIn(const QJsonObject &answer)
{
    const QJsonValue error = answer.value("error"_L1);
    if (!error.toObject().isEmpty() || (error.isString() && !error.toString().isEmpty()))
        return error;
    const QString kind = answer.value("object"_L1).toString(answer.value("type"_L1).toString());
    const bool isAnswer = answer.contains("choices"_L1) || answer.contains("content"_L1);
    const bool isBare = answer.value("message"_L1).isString() || answer.value("detail"_L1).isString() ||
                        answer.value("detail"_L1).isArray();
    return kind == "error"_L1 || (isBare && !isAnswer) ? QJsonValue(answer)
                                                       : QJsonValue(QJsonValue::Undefined);
}

Known knownOf(const QJsonValue &error)
{
    Known known;
    for (const QString &text : givenWords(error.toObject())) {
        const auto found =
            std::find_if(std::begin(words), std::end(words), [&](const Word &w) { return w.word == text; });
        if (found == std::end(words) || known.trouble)
            continue;
        known.trouble = found->trouble;
        known.word = found->word.toString();
    }
    const QString parameter = error.toObject().value("param"_L1).toString();
    if (std::find(std::begin(parameters), std::end(parameters), parameter) != std::end(parameters))
        known.parameter = parameter;
    return known;
}

QString modelOf(const Origin &origin)
{
    return shortened(origin.model.simplified(), 100);
}

Error keyError(const Origin &origin)
{
    const QString provider = origin.provider;
    if (!origin.hasKey) {
        return failure(
            ErrorCode::Unavailable,
            u"The provider \"%1\" wants a key and none is configured. Configure the key of \"%1\"."_s.arg(
                provider));
    }
    return failure(ErrorCode::Unavailable,
                   u"The provider \"%1\" refused its key. Check the key of \"%1\"."_s.arg(provider));
}

Error requestError(const Origin &origin, const QString &parameter)
{
    if (!parameter.isEmpty()) {
        return invalid(
            parameter,
            u"The provider \"%1\" does not accept the \"%2\" of this request for the model \"%3\"."_s.arg(
                origin.provider, parameter, modelOf(origin)));
    }
    return invalid(
        {}, u"The provider \"%1\" refused the request for the model \"%2\" as invalid. Check that the model "
            "exists, that it supports tools, and that the conversation is not too long for it."_s.arg(
                origin.provider, modelOf(origin)));
}

Error laterError(ErrorCode code, const QString &text)
{
    return Error{.code = code, .text = text, .retry = Retry::Later};
}

Error troubleError(Trouble trouble, const Origin &origin, const QString &parameter)
{
    const QString provider = origin.provider;
    const QString model = modelOf(origin);
    switch (trouble) {
    case Trouble::Key:
        return keyError(origin);
    case Trouble::Permission:
        return failure(ErrorCode::Unavailable, u"The provider \"%1\" does not let its key use the model "
                                               u"\"%2\". Check the key of \"%1\" and what "
                                               "it is allowed to do."_s.arg(provider, model));
    case Trouble::Model:
        return failure(
            ErrorCode::NotFound,
            u"The provider \"%1\" at %2 does not know the model \"%3\". Check the model's name, that it is "
            "installed there, and the base URL."_s.arg(provider, origin.address, model));
    case Trouble::Rate:
        return laterError(ErrorCode::RateLimited, u"The provider \"%1\" is asked too often."_s.arg(provider));
    case Trouble::Quota:
        return failure(
            ErrorCode::Unavailable,
            u"The account at the provider \"%1\" has no credit left. Check its plan and billing."_s.arg(
                provider));
    case Trouble::Overload:
    case Trouble::Fault:
        return laterError(trouble == Trouble::Fault ? ErrorCode::Unavailable : ErrorCode::RateLimited,
                          u"The provider \"%1\" has a problem of its own or is overloaded."_s.arg(provider));
    case Trouble::Length:
        return failure(ErrorCode::TooLarge, u"The conversation is too long for the model \"%1\" of the "
                                            u"provider \"%2\". Shorten it, or choose "
                                            "a model with a larger context."_s.arg(model, provider));
    case Trouble::Content:
        return failure(
            ErrorCode::Unsupported,
            u"The provider \"%1\" refused this content by its own rules. Reword the request."_s.arg(
                provider));
    case Trouble::Request:
        break;
    }
    return requestError(origin, parameter);
}

Trouble troubleOf(int status, const Known &known)
{
    if (status == 401)
        return Trouble::Key;
    if (status == 403)
        return Trouble::Permission;
    if (status == 404)
        return Trouble::Model;
    if (status == 402)
        return Trouble::Quota;
    if (status == 429)
        return known.trouble == Trouble::Quota ? Trouble::Quota : Trouble::Rate;
    if (status == 413)
        return Trouble::Length;
    if (status == 503 || status == 529 || status == 425)
        return Trouble::Overload;
    if (status == 408 || status == 409 || status >= 500)
        return known.trouble == Trouble::Overload ? Trouble::Overload : Trouble::Fault;
    return known.trouble.value_or(Trouble::Request);
}

} // namespace

Error statusError(const Origin &origin, int status, const QByteArray &body, milliseconds retryAfter)
{
    if (status < 400) {
        Error error =
            protocolError(origin,
                          u"answered with a redirect, which is not followed. Set its base URL to the "
                          "final address"_s,
                          Retry::Never);
        error.detail = u"status=%1"_s.arg(status);
        return error;
    }
    const auto object = objectIn(body);
    const Known known = object ? knownOf(errorIn(*object)) : Known{};
    Error error = troubleError(troubleOf(status, known), origin, known.parameter);
    if (error.retry == Retry::Later)
        error.retryAfter = retryAfter;
    error.detail = u"status=%1 word=%2"_s.arg(status).arg(known.word);
    return error;
}

Error streamError(const Origin &origin, const QJsonValue &value)
{
    const Known known = knownOf(value);
    const int status = statusIn(value.toObject());
    const Trouble usual = status > 0 ? troubleOf(status, known) : Trouble::Fault;
    Error error = troubleError(known.trouble.value_or(usual), origin, known.parameter);
    error.detail = u"in=stream word=%1"_s.arg(known.word);
    return error;
}

Result<QJsonObject> answerObject(const Origin &origin, const QByteArray &json)
{
    const auto object = objectIn(json);
    if (!object)
        return protocolError(origin, u"sent something that is not valid JSON"_s, Retry::Later);
    const QJsonValue error = errorIn(*object);
    if (!error.isUndefined())
        return streamError(origin, error);
    return *object;
}

Error networkError(const Origin &origin, QNetworkReply::NetworkError error)
{
    const auto say = [&](const QString &what, Retry retry) {
        return protocolError(origin, u"at %1 %2"_s.arg(origin.address, what), retry);
    };
    const auto found = [&] {
        switch (error) {
        case QNetworkReply::ConnectionRefusedError:
            return say(u"refused the connection. Check that it runs and that its base URL is right"_s,
                       Retry::Later);
        case QNetworkReply::HostNotFoundError:
            return say(u"cannot be found. Check its base URL and the network"_s, Retry::Later);
        case QNetworkReply::SslHandshakeFailedError:
            return say(
                u"has no certificate that this computer trusts. Check its base URL and the certificates"_s,
                Retry::Never);
        case QNetworkReply::ProxyAuthenticationRequiredError:
            return say(u"is behind a proxy that wants a password. Check the proxy's variables"_s,
                       Retry::Never);
        case QNetworkReply::ProxyConnectionRefusedError:
        case QNetworkReply::ProxyConnectionClosedError:
        case QNetworkReply::ProxyNotFoundError:
        case QNetworkReply::ProxyTimeoutError:
        case QNetworkReply::UnknownProxyError:
            return say(u"cannot be reached through the proxy. Check the proxy's variables"_s, Retry::Later);
        case QNetworkReply::RemoteHostClosedError:
            return say(u"closed the connection before its answer was whole"_s, Retry::Later);
        default:
            return say(u"cannot be reached, or the connection broke. Check the network"_s, Retry::Later);
        }
    };
    Error result = found();
    result.detail = QString::fromLatin1(QMetaEnum::fromType<QNetworkReply::NetworkError>().valueToKey(error));
    return result;
}

Error stalledError(const Origin &origin, const QString &what)
{
    return laterError(ErrorCode::Timeout, u"The provider \"%1\" %2."_s.arg(origin.provider, what));
}

Error protocolError(const Origin &origin, const QString &what, Retry retry)
{
    const QString text = u"The provider \"%1\" %2."_s.arg(origin.provider, what);
    return Error{.code = ErrorCode::Unavailable, .text = text, .retry = retry};
}

Error modelError(const Origin &origin, const QString &what)
{
    const QString text =
        u"The model \"%1\" of the provider \"%2\" %3."_s.arg(modelOf(origin), origin.provider, what);
    return laterError(ErrorCode::Unavailable, text);
}

milliseconds retryAfterOf(const QNetworkReply &reply, Timestamp now)
{
    bool isNumber = false;
    const double exact = reply.rawHeader("retry-after-ms").trimmed().toDouble(&isNumber);
    if (isNumber)
        return milliseconds(static_cast<qint64>(std::clamp(exact, 0.0, 86'400'000.0)));
    return retryAfter(reply.rawHeader("Retry-After"), reply.rawHeader("Date"), now);
}

} // namespace core
