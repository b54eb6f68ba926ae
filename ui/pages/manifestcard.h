// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/cluster.h"
#include "core/fleet/manifestreader.h"
#include "ui/shell/keyscope.h"
#include "ui/widgets/card.h"

#include <QTimer>

class QPlainTextEdit;
class QStackedWidget;

namespace ui {

class JsonView;
class Label;
class Confirm;
class Notice;

// What a text would do, as the core read it.
struct ManifestCheck
{
    core::ManifestReading reading = {};
    QString summary = {}; // of the difference to what is deployed; empty for a new cluster
};

// The manifest of a cluster as a text to edit, or of a new one to deploy. What is wrong stands below, with
// its line, and is marked in the text; the difference is shown before it is applied. Deleting is confirmed in
// place. UI thread. It only asks: the page has the text read, applied, deployed and removed.
class ManifestCard final : public QWidget
{
    Q_OBJECT

public:
    ManifestCard(const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    // The deployed cluster. What is being edited of the same one stays.
    void setCluster(const core::Cluster &cluster);
    // A new cluster, starting from this text.
    void startNew(const QByteArray &text);
    bool isNew() const { return m_cluster.name.isEmpty(); }
    bool isChanged() const;
    QString clusterName() const { return m_cluster.name; }
    QByteArray text() const;

    void setChecked(const QByteArray &text, const ManifestCheck &check);
    void setProblem(const QString &title, const QString &text);
    // Asks once more; so many tasks of the cluster have not ended.
    void askToRemove(qint64 tasks);
    // It was applied, so that what stands here is what is deployed.
    void setApplied();

signals:
    void checkRequested(const QByteArray &text);
    void applyRequested(const QByteArray &text);
    void deployRequested(const QByteArray &text);
    void shareRequested(const QString &cluster, bool shared);
    void removeAsked(const QString &cluster); // answered by askToRemove()
    void removeRequested(const QString &cluster);
    void fileRequested();
    void cancelled();

private:
    void build(KeyScope &keys);
    QWidget *buildBar(KeyScope &keys);
    void setText(const QString &text);
    void showMode();
    void showFindings();
    void showDifference();
    void send();

    const Theme &m_theme;
    core::Cluster m_cluster;
    QString m_deployed; // the text of what is deployed
    ManifestCheck m_check;
    bool m_checked = false;
    QTimer m_pause; // a check follows when the typing rests
    Card *m_card = nullptr;
    QPlainTextEdit *m_text = nullptr;
    JsonView *m_difference = nullptr;
    QStackedWidget *m_stack = nullptr;
    Label *m_findings = nullptr;
    Label *m_summary = nullptr;
    QWidget *m_noticeFrame = nullptr;
    Notice *m_notice = nullptr;
    Confirm *m_confirm = nullptr;
    Button *m_diff = nullptr;
    Button *m_apply = nullptr;
    Button *m_file = nullptr;
    Button *m_cancel = nullptr;
    Button *m_share = nullptr;
    Button *m_remove = nullptr;
};

} // namespace ui
