// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QWidget>

#include <optional>

namespace ui {

class Label;
class LineChart;
class Pill;

// How the server does, as the card at the bottom left tells it.
struct Serving
{
    bool on = false;
    QString address = {};     // "127.0.0.1:8080"
    QString problem = {};     // why it does not serve, and what to do
    QList<double> rates = {}; // requests a second, oldest first
    double requestsPerSecond = 0;
    std::optional<double> p99 = {}; // milliseconds; nothing was measured when empty
};

// Says whether the server serves, where, and how much. Owned by the navigation.
class ServingCard final : public QWidget
{
    Q_OBJECT

public:
    explicit ServingCard(const Theme &theme, QWidget *parent = nullptr);

    void setServing(const Serving &serving);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Pill *m_state = nullptr;
    Label *m_address = nullptr;
    LineChart *m_rates = nullptr;
    Label *m_figures = nullptr;
};

} // namespace ui
