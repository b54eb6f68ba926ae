// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>
#include <optional>
#include <utility>
#include <variant>

namespace core {

// What went wrong, in words that no protocol owns. server/http turns a code into a status in one place.
enum class ErrorCode {
    InvalidArgument, // the caller sent something that cannot be meant; `field` names it
    Unauthenticated, // nobody is known
    Forbidden,       // somebody is known, and may not
    NotFound,        // it is not there, or not this caller's
    Conflict,        // it is in a state that does not allow this, or somebody else was first
    TooLarge,        // more than a limit allows
    RateLimited,     // too often; `retryAfter` says when again
    Unavailable,     // it cannot be done now (a full disk, a provider that does not answer)
    Unsupported,     // it is understood and not offered
    Timeout,         // it took longer than it may
    Cancelled,       // somebody stopped it
    Internal,        // our fault; the text says nothing of the inside
};

enum class Retry { Never, Later };

// An error is a value. `text` is for people and programs outside, `detail` for the log alone.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString text;
    QString field = {};
    QString detail = {};
    Retry retry = Retry::Never;
    std::chrono::milliseconds retryAfter{0};
};

inline Error invalid(QString field, QString text)
{
    return Error{.code = ErrorCode::InvalidArgument, .text = std::move(text), .field = std::move(field)};
}

inline Error failure(ErrorCode code, QString text, QString detail = {})
{
    return Error{.code = code, .text = std::move(text), .detail = std::move(detail)};
}

// A value or an Error. Dropping one does not compile. `*result` is the value, `result.error()` the Error;
// TRY(expression) unwraps or returns the Error to the caller.
template<typename T>
class [[nodiscard]] Result
{
public:
    using Value = T;

    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    explicit operator bool() const { return m_state.index() == 0; }
    const T &operator*() const & { return std::get<0>(m_state); }
    T &operator*() & { return std::get<0>(m_state); }
    T &&operator*() && { return std::get<0>(std::move(m_state)); }
    const T *operator->() const { return &std::get<0>(m_state); }
    T *operator->() { return &std::get<0>(m_state); }
    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

template<>
class [[nodiscard]] Result<void>
{
public:
    using Value = void;

    Result() = default;
    Result(Error error)
        : m_error(std::move(error))
    {
    }

    explicit operator bool() const { return !m_error.has_value(); }
    const Error &error() const { return *m_error; }
    void operator*() const {}

private:
    std::optional<Error> m_error;
};

} // namespace core

#define SIGNALBOX_CONCAT_(a, b) a##b
#define SIGNALBOX_CONCAT(a, b) SIGNALBOX_CONCAT_(a, b)
#define SIGNALBOX_TRY(expression, name)                                                                      \
    __extension__({                                                                                          \
        auto name = (expression);                                                                            \
        if (!name)                                                                                           \
            return name.error();                                                                             \
        *std::move(name);                                                                                    \
    })

// Unwraps a Result, or returns its Error from the function around it.
#define TRY(expression) SIGNALBOX_TRY(expression, SIGNALBOX_CONCAT(result_, __COUNTER__))
