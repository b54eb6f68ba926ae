// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkRequest>
#include <QTest>
#include <QWebSocket>

// One who takes part in a chat over a real WebSocket: says hello, and keeps every frame that comes.
class ChatClient : public QObject
{
public:
    ChatClient(quint16 port, const QByteArray &key, const QJsonObject &hello)
        : ChatClient(QUrl(QStringLiteral("ws://127.0.0.1:%1/api/chat/ws").arg(port)), key, hello)
    {
    }
    ChatClient(const QUrl &url, const QByteArray &key, const QJsonObject &hello)
    {
        connect(&socket, &QWebSocket::textMessageReceived, this, [this](const QString &text) {
            frames.append(QJsonDocument::fromJson(text.toUtf8()).object());
        });
        connect(&socket, &QWebSocket::connected, this, [this, hello] { send(hello); });
        QNetworkRequest request(url);
        request.setRawHeader("Authorization", "Bearer " + key);
        socket.open(request);
    }

    void send(const QJsonObject &frame)
    {
        sendText(QString::fromUtf8(QJsonDocument(frame).toJson(QJsonDocument::Compact)));
    }
    void sendText(const QString &text) { socket.sendTextMessage(text); }
    void say(const QString &content)
    {
        send(
            {{QStringLiteral("type"), QStringLiteral("chat_message")}, {QStringLiteral("content"), content}});
    }

    QList<QJsonObject> of(const QString &type) const
    {
        QList<QJsonObject> found;
        for (const QJsonObject &frame : frames) {
            if (frame.value(QStringLiteral("type")).toString() == type)
                found.append(frame);
        }
        return found;
    }
    int count(const QString &type) const { return static_cast<int>(of(type).size()); }
    QJsonObject last(const QString &type) const
    {
        const QList<QJsonObject> found = of(type);
        return found.isEmpty() ? QJsonObject() : found.last();
    }

    // Contents of the messages that came, those of the history too.
    QStringList heard() const
    {
        QStringList contents;
        for (const QJsonObject &frame : frames) {
            const QString type = frame.value(QStringLiteral("type")).toString();
            if (type == QStringLiteral("chat_message"))
                contents.append(frame.value(QStringLiteral("message"))[QStringLiteral("content")].toString());
            if (type != QStringLiteral("chat_history"))
                continue;
            const QJsonArray messages = frame.value(QStringLiteral("messages")).toArray();
            for (const QJsonValue &message : messages)
                contents.append(message[QStringLiteral("content")].toString());
        }
        return contents;
    }
    // What the system said to this client alone.
    QString told() const
    {
        const QJsonObject message =
            last(QStringLiteral("chat_message")).value(QStringLiteral("message")).toObject();
        return message.value(QStringLiteral("user_id")).toString() == QStringLiteral("system")
                   ? message.value(QStringLiteral("content")).toString()
                   : QString();
    }
    qint64 lastSeq() const
    {
        qint64 seq = 0;
        for (const QJsonObject &frame : frames)
            seq = std::max(seq, frame.value(QStringLiteral("seq")).toInteger());
        return seq;
    }
    bool isInside() const { return count(QStringLiteral("chat_history")) > 0; }
    bool isClosed() const { return socket.state() == QAbstractSocket::UnconnectedState; }

    QWebSocket socket;
    QList<QJsonObject> frames;
};
